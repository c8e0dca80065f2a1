import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { endCommands, type RunningCommand, sluice, start } from "./command.ts";

afterEach(endCommands);

async function listening(nc: RunningCommand): Promise<number> {
  return Number((await nc.seen("stderr", /listening on 127\.0\.0\.1:(\d+)/))[1]);
}

/** A peer with everything that it was sent. */
class Peer {
  received = "";
  readonly socket: Socket;
  readonly ended: Promise<unknown>;

  constructor(port: number) {
    this.socket = connect(port, "127.0.0.1");
    this.socket.setEncoding("utf8").on("data", (text: string) => {
      this.received += text;
    });
    // A listener that a test ends by force resets its connections.
    this.socket.on("error", () => {});
    this.ended = new Promise((resolve) => this.socket.on("close", resolve));
  }
}

describe("sluice nc -lk", () => {
  test("sends what is typed to every peer, and prints what peers send", async () => {
    const nc = sluice(["nc", "-lk", "0"]);
    const port = await listening(nc);
    const [a, b] = [new Peer(port), new Peer(port)];
    await nc.seen("stderr", /connected.*connected/s);
    nc.type("hello wörld 世界\n");
    await expect.poll(() => [a.received, b.received]).toEqual(["hello wörld 世界\n", "hello wörld 世界\n"]);
    a.socket.write("back\n");
    await nc.seen("stdout", /^back\n$/);
    nc.signal("SIGINT");
    expect(await nc.ended).toBe(0);
    await Promise.all([a.ended, b.ended]);
  });

  test("keeps lines for the next peer while nobody is connected", async () => {
    const nc = sluice(["nc", "-lk", "0"]);
    const port = await listening(nc);
    nc.type("early\n");
    const first = new Peer(port);
    await expect.poll(() => first.received).toBe("early\n");
    first.socket.destroy();
    await nc.seen("stderr", /left/);
    nc.type("later\n");
    const second = new Peer(port);
    await expect.poll(() => second.received).toBe("later\n");
  });

  test("the end of its input leaves the connections open, and stays listening", async () => {
    const nc = sluice(["nc", "-lk", "0"]);
    const port = await listening(nc);
    nc.child.stdin.end("only\n");
    const peer = new Peer(port);
    await expect.poll(() => peer.received).toBe("only\n");
    const late = new Peer(port);
    await once(late.socket, "connect");
    expect(peer.socket.destroyed).toBe(false);
    expect(nc.child.exitCode).toBeNull();
  });

  test("passes on megabytes to a peer that is slow to read", async () => {
    const nc = sluice(["nc", "-lk", "0"]);
    const peer = new Peer(await listening(nc));
    peer.socket.pause();
    await nc.seen("stderr", /connected/);
    const big = `${"x".repeat(8_000_000)}\n`;
    nc.type(big);
    setTimeout(() => peer.socket.resume(), 200);
    await expect.poll(() => peer.received.length, { timeout: 10_000 }).toBe(big.length);
  });

  test("a port in use is said in one line, with what to do", async () => {
    const holder = createServer().listen(0, "127.0.0.1");
    await once(holder, "listening");
    const { port } = holder.address() as AddressInfo;
    const nc = sluice(["nc", "-l", String(port)]);
    expect(await nc.ended).toBe(1);
    expect(nc.stderr).toBe(
      `sluice: Port in use: another program listens on 127.0.0.1:${port} already.\n  End that one, or choose another port.\n`,
    );
    holder.close();
  });
});

test("sluice nc -l ends with its only peer", async () => {
  const nc = sluice(["nc", "-l", "0"]);
  const peer = new Peer(await listening(nc));
  peer.socket.end("bye");
  expect(await nc.ended).toBe(0);
  expect(nc.stdout).toBe("bye");
});

describe("sluice nc HOST PORT", () => {
  test("sends its input to the end, and prints the answer to the end", async () => {
    const server = createServer({ allowHalfOpen: true }, async (socket) => {
      let text = "";
      for await (const chunk of socket.setEncoding("utf8")) text += chunk;
      socket.end(text.toUpperCase());
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const nc = sluice(["nc", "localhost", String((server.address() as AddressInfo).port)]);
    nc.child.stdin.end("to upper\n");
    expect(await nc.ended).toBe(0);
    expect(nc.stdout).toBe("TO UPPER\n");
    server.close();
  });

  test("connection refused", async () => {
    const holder = createServer().listen(0, "127.0.0.1");
    await once(holder, "listening");
    const { port } = holder.address() as AddressInfo;
    holder.close();
    await once(holder, "close");
    const nc = sluice(["nc", String(port)]);
    expect(await nc.ended).toBe(1);
    expect(nc.stderr).toContain(`Connection refused: nothing listens on 127.0.0.1:${port}`);
  });
});

describe("wrong usage ends with 2 and says what is wrong", () => {
  test.each([
    [["nc"], "missing required argument"],
    [["nc", "70000"], "'70000' is not a port"],
    [["nc", "-k", "9999"], "-k needs -l"],
    [["nc", "-q", "9999"], "unknown option '-q'"],
    [["nc", "a", "b", "9999"], "One host and one port are enough"],
    [["fly"], "unknown command 'fly'"],
  ])("sluice %j", async (args, message) => {
    const command = sluice(args);
    expect(await command.ended).toBe(2);
    expect(command.stderr).toContain(message);
    expect(command.stdout).toBe("");
  });
});

test.each([[["--help"]], [["nc", "--help"]]])("sluice %j goes to stdout and ends with 0", async (args) => {
  const command = sluice(args);
  expect(await command.ended).toBe(0);
  expect(command.stdout).toMatch(/^Usage: sluice/);
  expect(command.stderr).toBe("");
});

test("the launcher, which npx finds, hands on what it was given", async () => {
  const launcher = fileURLToPath(new URL("../../core/cli/launch.mjs", import.meta.url));
  const command = start(process.execPath, [launcher, "nc", "70000"]);
  expect(await command.ended).toBe(2);
  expect(command.stderr).toContain("'70000' is not a port");
});

test("sluice --version prints the package's version", async () => {
  const command = sluice(["--version"]);
  expect(await command.ended).toBe(0);
  expect(command.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
