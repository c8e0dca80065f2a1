import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Connection, ConnectionEvents } from "../../core/host/host.ts";
import { ConnectionError, NodeNetwork } from "../../core/host/node/network.ts";

/** What a connection told us, in order. */
class Recorder implements ConnectionEvents {
  readonly events: string[] = [];
  error: Error | undefined;
  bytes = 0;

  opened(): void {
    this.events.push("opened");
  }
  data(bytes: Uint8Array): void {
    this.bytes += bytes.length;
    if (this.events.at(-1) !== "data") this.events.push("data");
  }
  closed(): void {
    this.events.push("closed");
  }
  failed(error: Error): void {
    this.events.push("failed");
    this.error = error;
  }
}

const network = new NodeNetwork();
let server: Server;
let port: number;
let sockets: Socket[];
let open: Connection[];

beforeEach(async () => {
  sockets = [];
  open = [];
  server = createServer((socket) => {
    sockets.push(socket);
    // Without a reader, Node would not notice that the other side has ended.
    socket.on("error", () => {}).resume();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});

afterEach(() => {
  for (const each of open) each.close();
  for (const socket of sockets) socket.destroy();
  server.close();
});

function connect(host: string, to: number): [Connection, Recorder] {
  const recorder = new Recorder();
  const connection = network.connect(host, to, recorder);
  open.push(connection);
  return [connection, recorder];
}

async function accepted(): Promise<Socket> {
  await expect.poll(() => sockets.length).toBe(1);
  return sockets[0]!;
}

describe("NodeNetwork", () => {
  test("opens, brings data, and tells the peer's end once", async () => {
    const [, peer] = connect("localhost", port);
    const socket = await accepted();
    socket.write("hello");
    await expect.poll(() => peer.bytes).toBe(5);
    socket.end();
    await expect.poll(() => peer.events).toEqual(["opened", "data", "closed"]);
    await expect.poll(() => socket.closed).toBe(true);
    expect(peer.events).toEqual(["opened", "data", "closed"]);
  });

  test("what we close ourselves ends without a word, and the peer sees the end", async () => {
    const [connection, peer] = connect("127.0.0.1", port);
    const socket = await accepted();
    connection.close();
    await expect.poll(() => socket.closed).toBe(true);
    connection.close();
    expect(peer.events.filter((each) => each !== "opened")).toEqual([]);
  });

  test("pause holds the peer back, and resume loses nothing, not even the end", async () => {
    const [connection, peer] = connect("127.0.0.1", port);
    const socket = await accepted();
    connection.pause();
    const chunk = Buffer.alloc(1 << 20, "x");
    const total = 32;
    let sent = 0;
    const sending = (async () => {
      for (; sent < total; sent++) if (!socket.write(chunk)) await once(socket, "drain");
      socket.end();
    })();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(sent).toBeLessThan(total);
    const held = peer.bytes;
    expect(held).toBeLessThan(1 << 20);
    connection.resume();
    await sending;
    await expect.poll(() => peer.bytes, { timeout: 10_000 }).toBe(total << 20);
    await expect.poll(() => peer.events.at(-1)).toBe("closed");
  });

  test("refused: says so, with the address and what to do", async () => {
    server.close();
    await once(server, "close");
    const [, peer] = connect("localhost", port);
    await expect.poll(() => peer.events).toEqual(["failed"]);
    expect(peer.error).toBeInstanceOf(ConnectionError);
    expect(peer.error).toMatchObject({
      code: "CONNECTION_ECONNREFUSED",
      message: `Connection refused: nothing listens on localhost:${port}`,
    });
    expect((peer.error as ConnectionError).advice).toContain(`nc -lk ${port}`);
  });

  test("an unknown host", async () => {
    const [, peer] = connect("no-such-host.invalid", port);
    await expect.poll(() => peer.events, { timeout: 15_000 }).toEqual(["failed"]);
    expect(peer.error?.message).toBe("Unknown host: no-such-host.invalid");
  });

  test("a broken connection fails, once", async () => {
    const [, peer] = connect("127.0.0.1", port);
    const socket = await accepted();
    socket.resetAndDestroy();
    await expect.poll(() => peer.events).toEqual(["opened", "failed"]);
    expect(peer.error?.message).toMatch(/^Connection reset/);
  });

  test("a port that is none fails like any other, and not inside connect", async () => {
    const [, peer] = connect("localhost", 123_456);
    expect(peer.events).toEqual([]);
    await expect.poll(() => peer.events).toEqual(["failed"]);
    expect(peer.error?.message).toBe("123456 is not a port");
  });
});
