import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TRACE_VERSION, type TraceEvent } from "../../../core/trace/events.ts";
import { readTrace } from "../../../playground/recorded/read-trace.ts";
import { World } from "../../support/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

async function recorded(): Promise<readonly TraceEvent[]> {
  const ssc = world.ssc();
  ssc.queueStream([ssc.sparkContext.parallelize(["a", "b"], 2)]).print();
  ssc.start();
  await world.clock.advance(2500);
  return world.events;
}

const linesOf = (events: readonly object[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join("");
const read = (text: string) => readTrace(new Blob([text]));

describe("a recorded trace", () => {
  test("comes back as it was", async () => {
    const events = await recorded();
    expect(events.length).toBeGreaterThan(30);
    expect(await read(linesOf(events))).toEqual(JSON.parse(JSON.stringify(events)));
  });

  test("of a driver that was killed lacks the line that was not whole", async () => {
    const events = await recorded();
    expect(await read(linesOf(events).slice(0, -5))).toHaveLength(events.length - 1);
  });

  test("of another version is refused", async () => {
    const [first, ...rest] = await recorded();
    const other = { ...first, version: TRACE_VERSION + 1 };
    await expect(read(linesOf([other, ...rest]))).rejects.toMatchObject({ failure: "version" });
  });

  test.each([
    ["nothing", "", 1],
    ["words", "hello\n", 1],
    ["a list", "[]\n", 1],
    ["no application", '{"t":0,"seq":0,"kind":"application-stopped"}\n', 1],
  ])("that holds %s is none", async (_, text, line) => {
    await expect(read(text)).rejects.toMatchObject({ failure: "not-trace", line });
  });

  test("with something in it that the engine does not write is refused, with the line", async () => {
    const events = await recorded();
    const evil = { t: 1, seq: 1, kind: "console", stream: "stdout", text: { toString: "evil" }, origin: "driver" };
    await expect(read(linesOf([...events.slice(0, 3), evil]))).rejects.toMatchObject({ failure: "not-trace", line: 4 });
  });
});
