import { describe, expect, test } from "vitest";
import { type ConnectionEvents, TIMER_ORDER } from "../../core/host/host.ts";
import { SimHost } from "../../core/sim/sim-host.ts";

function simHost(seed = 0) {
  const log: string[] = [];
  const host = new SimHost({
    turn: () => new Promise((resolve) => setImmediate(resolve)),
    trace: { previews: 0, write: () => {} },
    seed,
    network: { connections: (name, port, count) => log.push(`${name}:${port} has ${count}`) },
  });
  const decoder = new TextDecoder();
  const client = (name: string): ConnectionEvents => ({
    opened: () => log.push(`${host.clock.now()} ${name} opened`),
    data: (bytes) => log.push(`${host.clock.now()} ${name} ${JSON.stringify(decoder.decode(bytes))}`),
    closed: () => log.push(`${host.clock.now()} ${name} closed`),
    failed: (error) => log.push(`${host.clock.now()} ${name} ${error.message}`),
  });
  return { host, log, client };
}

describe("simulated network", () => {
  test("lines wait for the first client, arrive in order, at their time", async () => {
    const { host, log, client } = simHost();
    host.network.send("localhost", 9999, "early");
    host.network.sendAt(300, "localhost", 9999, "später");
    host.network.connect("localhost", 9999, client("a"));
    expect(log).toEqual(["localhost:9999 has 1"]);
    await host.clock.advance(200);
    host.network.send("localhost", 9999, "one");
    host.network.send("localhost", 9999, "two");
    await host.clock.advance(1000);
    expect(log).toEqual([
      "localhost:9999 has 1",
      "0 a opened",
      '0 a "early\\n"',
      '200 a "one\\n"',
      '200 a "two\\n"',
      '300 a "später\\n"',
    ]);
  });

  test("what arrives at a batch time comes after the batch", async () => {
    const { host, log, client } = simHost();
    host.network.sendAt(1000, "h", 1, "x");
    host.clock.schedule(1000, () => log.push("batch"), TIMER_ORDER.batch);
    host.network.connect("h", 1, client("a"));
    await host.clock.advance(1000);
    expect(log.slice(-2)).toEqual(["batch", '1000 a "x\\n"']);
  });

  test("every client gets every line; hanging up ends them all, after what was sent", async () => {
    const { host, log, client } = simHost();
    host.network.connect("h", 1, client("a"));
    host.network.connect("h", 1, client("b"));
    host.network.send("h", 1, "x");
    host.network.hangUp("h", 1);
    await host.clock.advance(1);
    expect(log).toEqual([
      "h:1 has 1",
      "h:1 has 2",
      "h:1 has 0",
      "0 a opened",
      "0 b opened",
      '0 a "x\\n"',
      '0 b "x\\n"',
      "0 a closed",
      "0 b closed",
    ]);
  });

  test("a refused port fails the attempt, and serves again after listen", async () => {
    const { host, log, client } = simHost();
    host.network.refuse("h", 1);
    host.network.connect("h", 1, client("a"));
    await host.clock.advance(1);
    host.network.listen("h", 1);
    host.network.connect("h", 1, client("b"));
    await host.clock.advance(1);
    expect(log.filter((line) => !line.includes("has"))).toEqual([
      "0 a connect ECONNREFUSED h:1: nobody listens there",
      "1 b opened",
    ]);
  });

  test("a paused connection loses nothing, a closed one hears nothing more", async () => {
    const { host, log, client } = simHost();
    const a = host.network.connect("h", 1, client("a"));
    await host.clock.advance(1);
    a.pause();
    host.network.send("h", 1, "held");
    await host.clock.advance(10);
    expect(log.at(-1)).toBe("0 a opened");
    a.resume();
    await host.clock.advance(0);
    expect(log.at(-1)).toBe('11 a "held\\n"');
    host.network.send("h", 1, "never");
    a.close();
    await host.clock.advance(10);
    expect(log.slice(-2)).toEqual(['11 a "held\\n"', "h:1 has 0"]);
  });
});

describe("simulated host", () => {
  test("the same seed draws the same numbers, another seed others", () => {
    const draw = (seed: number) => {
      const { host } = simHost(seed);
      return Array.from({ length: 5 }, () => host.random());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(new Set(draw(7)).size).toBe(5);
    for (const x of draw(7)) expect(x >= 0 && x < 1).toBe(true);
  });

  test("the clock does not move on while somebody is between two turns", async () => {
    const { host, log } = simHost();
    host.clock.schedule(10, async () => {
      for (let i = 0; i < 5; i++) {
        await host.turn();
        log.push(`${host.clock.now()} turn ${i}`);
      }
    });
    host.clock.schedule(20, () => log.push("20 next"));
    await host.clock.advance(30);
    expect(log).toEqual(["10 turn 0", "10 turn 1", "10 turn 2", "10 turn 3", "10 turn 4", "20 next"]);
  });
});
