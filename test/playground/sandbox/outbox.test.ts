import { describe, expect, test } from "vitest";
import type { TraceEvent, TraceEventOf } from "../../../core/trace/events.ts";
import { checkMessage } from "../../../playground/sandbox/check-message.ts";
import { Outbox } from "../../../playground/sandbox/outbox.ts";
import { LIMITS } from "../../../playground/sandbox/wire.ts";

function outbox() {
  const posted: (readonly TraceEvent[])[] = [];
  const later: (() => void)[] = [];
  const box = new Outbox({
    post: (events) => {
      checkMessage({ type: "trace", events });
      posted.push(events);
    },
    later: (run) => later.push(run),
    observe: () => {},
  });
  const say = (text: string, t = 0) =>
    box.write({ t, seq: 0, kind: "console", stream: "stdout", text, origin: "driver" } as { kind: string });
  const tick = () => {
    for (const run of later.splice(0)) run();
  };
  const texts = () => posted.flat().map((event) => (event as { text?: string }).text);
  return { box, posted, say, tick, texts };
}

describe("outbox", () => {
  test("few events wait a moment and go together, numbered", () => {
    const { posted, say, tick } = outbox();
    say("a");
    say("b");
    expect(posted).toHaveLength(0);
    tick();
    expect(posted.map((events) => events.map((event) => event.seq))).toEqual([[0, 1]]);
  });

  test("many go at once, until the page is behind; then they wait for it, and so does the clock", async () => {
    const { box, posted, say, tick, texts } = outbox();
    for (let i = 0; i < 3000; i++) say(String(i));
    expect(posted).toHaveLength(LIMITS.credits);
    expect(box.room()).toBeInstanceOf(Promise);
    tick();
    expect(posted).toHaveLength(LIMITS.credits);
    let went = false;
    void box.room()!.then(() => {
      went = true;
    });
    box.taken();
    await Promise.resolve();
    expect(went).toBe(true);
    for (let i = 0; i < 20; i++) {
      box.taken();
      tick();
    }
    expect(texts()).toEqual(Array.from({ length: 3000 }, (_, i) => String(i)));
    expect(box.room()).toBeUndefined();
  });

  test("a flood of words is cut, with a word about it; events are not", () => {
    const { box, say, texts, posted } = outbox();
    for (let i = 0; i < 50_000; i++) say(String(i));
    box.write({ t: 1, seq: 0, kind: "application-stopped" } as { kind: string });
    box.flushAll();
    expect(texts().at(-1)).toMatch(/^… \d+ more lines/);
    expect(posted.flat().some((event) => event.kind === "application-stopped")).toBe(true);
    expect(texts().length).toBeLessThan(30_000);
  });

  test("long texts and lists are cut to what a message holds; heavy events go in several messages", () => {
    const { box, posted } = outbox();
    const sample = Array.from({ length: 30 }, () => "x".repeat(LIMITS.text + 5));
    for (let i = 0; i < 4; i++) {
      box.write({ t: 0, seq: 0, kind: "block-stored", stream: 0, block: "b", from: 0, to: 1, records: 30, sample } as {
        kind: string;
      });
    }
    const buckets = new Array(LIMITS.list + 7).fill(1);
    box.write({ t: 0, seq: 0, kind: "shuffle-written", shuffle: 0, stage: 0, partition: 0, buckets } as {
      kind: string;
    });
    box.flushAll();
    expect(posted.length).toBeGreaterThan(1);
    expect(posted.flat()).toHaveLength(5);
    const first = posted.flat()[0] as TraceEventOf<"block-stored">;
    expect(first.sample[0]).toHaveLength(LIMITS.text);
    expect((first.sample[0] as string).endsWith("…")).toBe(true);
  });
});
