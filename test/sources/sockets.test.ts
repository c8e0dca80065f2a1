import { afterEach, beforeEach, expect, test } from "vitest";
import { type DStream, rawBlock } from "../../core/index.ts";
import { World } from "../support/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

const bytes = (text: string) => new TextEncoder().encode(text);
const send = (at: number, content: Uint8Array) =>
  world.clock.schedule(at, () => world.host.network.sendBytes("localhost", 9999, content));

function collected<T>(stream: DStream<T>): T[][] {
  const batches: T[][] = [];
  stream.foreachRDD(async (rdd) => {
    batches.push(await rdd.collect());
  });
  return batches;
}

/** Numbers with points between them. */
async function* numbers(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<number> {
  let rest = "";
  for await (const chunk of chunks) {
    const parts = (rest + new TextDecoder().decode(chunk)).split(".");
    rest = parts.pop()!;
    for (const part of parts) yield Number(part);
  }
  if (rest !== "") yield Number(rest);
}

test("a converter makes records of bytes, however they are cut", async () => {
  const ssc = world.ssc();
  const batches = collected(ssc.socketStream("localhost", 9999, numbers));
  ssc.start();
  send(100, bytes("1.2"));
  send(300, bytes("3.4."));
  send(1200, bytes("5."));
  await world.clock.advance(2000);
  expect(batches).toEqual([[1, 23, 4], [5]]);
});

test("the end of a connection ends the bytes: what the converter still has is stored, and it is connected again", async () => {
  const ssc = world.ssc();
  const batches = collected(ssc.socketStream("localhost", 9999, numbers));
  ssc.start();
  send(100, bytes("7.8"));
  world.clock.schedule(200, () => world.host.network.hangUp("localhost", 9999));
  send(2500, bytes("9."));
  await world.clock.advance(3000);
  expect(batches).toEqual([[7, 8], [], [9]]);
  expect(world.of("receiver-restarting")).toMatchObject([{ t: 200, message: "Socket data stream had no more data" }]);
});

test("what a broken connection cuts off is no line, as for Java's BufferedReader", async () => {
  const ssc = world.ssc();
  const { network, clock } = world.host;
  network.connect = (_host, _port, peer) => {
    clock.schedule(100, () => {
      peer.opened();
      peer.data(bytes("whole\nhal"));
      peer.failed(new Error("read ECONNRESET"));
    });
    return { pause() {}, resume() {}, close() {} };
  };
  const batches = collected(ssc.socketTextStream("localhost", 9999));
  ssc.start();
  await world.clock.advance(1000);
  expect(batches).toEqual([["whole"]]);
  expect(world.of("receiver-restarting")).toMatchObject([{ message: "Error receiving data - Error: read ECONNRESET" }]);
});

test("a converter that throws, or ends by itself, lets the connection go and gets another", async () => {
  const ssc = world.ssc();
  let calls = 0;
  const batches = collected(
    ssc.socketStream("localhost", 9999, async function* (chunks) {
      calls++;
      for await (const chunk of chunks) {
        yield new TextDecoder().decode(chunk);
        if (calls === 1) throw new Error("cannot read this");
        return;
      }
    }),
  );
  ssc.start();
  send(100, bytes("a"));
  send(2200, bytes("b"));
  await world.clock.advance(5000);
  expect(batches.flat()).toEqual(["a", "b"]);
  expect(calls).toBe(3);
  expect(world.of("receiver-restarting").map((event) => event.message)).toEqual([
    "Error receiving data - Error: cannot read this",
    "Socket data stream had no more data",
  ]);
});

test("nothing of a connection is stored once its receiver has been stopped", async () => {
  const ssc = world.ssc();
  let go = () => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  const batches = collected(
    ssc.socketStream("localhost", 9999, async function* (chunks) {
      for await (const _ of chunks) {
        await gate;
        yield "late";
      }
    }),
  );
  ssc.start();
  send(100, bytes("x"));
  await world.clock.advance(1000);
  const stopped = ssc.stop(false, true);
  go();
  await world.clock.advance(3000);
  await stopped;
  expect(batches.flat()).toEqual([]);
});

test("a converter that cannot keep up holds the peer back", async () => {
  const ssc = world.ssc();
  const network = world.host.network;
  const connect = network.connect.bind(network);
  const calls: string[] = [];
  network.connect = (host, port, peer) => {
    const connection = connect(host, port, peer);
    const { pause, resume } = connection;
    connection.pause = () => {
      calls.push("pause");
      pause.call(connection);
    };
    connection.resume = () => {
      calls.push("resume");
      resume.call(connection);
    };
    return connection;
  };
  let go = () => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  const batches = collected(
    ssc.socketStream("localhost", 9999, async function* (chunks) {
      await gate;
      for await (const chunk of chunks) yield chunk.length;
    }),
  );
  ssc.start();
  for (let i = 0; i < 8; i++) send(100, new Uint8Array(512 * 1024));
  await world.clock.advance(500);
  expect(calls).toEqual(["pause"]);
  go();
  await world.clock.advance(500);
  expect(batches.flat()).toHaveLength(8);
  expect(calls).toContain("resume");
});

test("raw blocks come in as they are, however the network cuts them", async () => {
  const ssc = world.ssc();
  const stream = ssc.rawSocketStream<unknown>("localhost", 9999);
  const sizes: number[] = [];
  stream.foreachRDD((rdd) => {
    sizes.push(rdd.getNumPartitions());
  });
  const batches = collected(stream);
  ssc.start();
  const both = Uint8Array.of(...rawBlock(["a", ["b", 1]]), ...rawBlock([new Map([["x", 1]])]));
  for (let at = 0; at < both.length; at += 7) send(100, both.slice(at, at + 7));
  await world.clock.advance(1000);
  expect(batches).toEqual([["a", ["b", 1], new Map([["x", 1]])]]);
  expect(sizes).toEqual([2]);
});

test("what is no raw block is said to be none, and so is half of one", async () => {
  const ssc = world.ssc();
  collected(ssc.rawSocketStream("localhost", 9999));
  ssc.start();
  send(100, bytes("text in plain"));
  send(2200, rawBlock(["a"]).slice(0, 10));
  world.clock.schedule(2300, () => world.host.network.hangUp("localhost", 9999));
  await world.clock.advance(3000);
  const messages = world.of("receiver-restarting").map((event) => event.message);
  expect(messages).toEqual([
    expect.stringContaining("is not the length of a block"),
    "Error receiving data - IOError: End of channel",
  ]);
});

test("bad arguments are refused where they stand", () => {
  const ssc = world.ssc();
  expect(() => ssc.socketStream("localhost", 70000, numbers)).toThrow("port out of range:70000");
  expect(() => ssc.rawSocketStream("localhost", 1.5)).toThrow("port out of range:1.5");
  expect(() => ssc.socketStream("localhost", 9999, undefined as never)).toThrow("a converter makes records of bytes");
});
