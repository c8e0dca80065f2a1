import { beforeAll, describe, expect, it } from "vitest";
import type { TraceEvent } from "../../../../core/trace/events.ts";
import { type FileFacts, StorageFold } from "../../../../playground/views/storage/fold.ts";
import { GROUPS, type KeptItem, lanesOf, storageAt, there } from "../../../../playground/views/storage/model.ts";
import { TimelineFold } from "../../../../playground/views/timeline/fold.ts";
import { timelineAt } from "../../../../playground/views/timeline/model.ts";
import { traceOf } from "../../fixtures/runs.ts";

function folds(events: readonly TraceEvent[]) {
  const [timeline, storage] = [new TimelineFold(), new StorageFold()];
  timeline.append(events);
  storage.append(events);
  return { timeline, storage };
}

function at({ timeline, storage }: ReturnType<typeof folds>, position: number) {
  return storageAt(storage, timelineAt(timeline, { position, now: 0, columns: 3 }), position);
}

describe("what is kept in a run", () => {
  let events: TraceEvent[];
  let run: ReturnType<typeof folds>;
  beforeAll(async () => {
    events = await traceOf("state", 12_500);
    run = folds(events);
  });

  it("is what the trace says of blocks and files, at every position", () => {
    const memory = new Map<string, number>();
    const files = new Map<string, number>();
    events.forEach((event, index) => {
      if (event.kind === "block-updated") memory.set(event.block, event.where === "memory" ? event.bytes : 0);
      else if (event.kind === "checkpoint-written" || event.kind === "rdd-checkpointed") {
        if (event.kind === "checkpoint-written" && event.backup !== undefined)
          files.set(event.backup, files.get(event.path)!);
        files.set(event.path, event.bytes);
      } else if (event.kind === "log-written") files.set(event.path, (files.get(event.path) ?? 0) + event.bytes);
      else if (event.kind === "file-removed") files.delete(event.path);
      else return;
      if (index % 7 !== 0) return;
      const model = at(run, index + 1);
      const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);
      expect([index, model.memory, model.disk]).toEqual([index, sum(memory.values()), sum(files.values())]);
      const kept = (["checkpoints", "data", "logs"] as const).flatMap((group) => there(model.items.get(group)!));
      expect(kept.map(({ path }) => path).sort()).toEqual([...files.keys()].sort());
    });
    expect(memory.size).toBeGreaterThan(10);
    expect(files.size).toBeGreaterThan(5);
  });

  it("at an earlier position is what it was then", () => {
    for (const part of [0.2, 0.5, 0.9]) {
      const position = Math.floor(events.length * part);
      const then = at(folds(events.slice(0, position)), position);
      expect(
        [...at(run, position).items].map(([group, items]) => [group, items.map(({ id, until }) => [id, until])]),
      ).toEqual([...then.items].map(([group, items]) => [group, items.map(({ id, until }) => [id, until])]));
    }
  });

  it("belongs to streams and batches", () => {
    const { items } = at(run, events.length);
    const [block] = items.get("blocks")!;
    expect(block).toMatchObject({ where: "memory", records: 1, row: { hasReceiver: true } });
    expect(items.get("rdds")!.some(({ row }) => row?.label === "all")).toBe(true);
    expect(items.get("data")!.every(({ partitions }) => partitions === 3)).toBe(true);
    expect(items.get("checkpoints")).toContainEqual(
      expect.objectContaining({ batch: 12_000, name: "checkpoint-12000" }),
    );
    for (const { batch, from } of items.get("shuffles")!) expect(batch).toBeLessThanOrEqual(from);
  });

  it("is not led astray by events that are not what their kind promises", () => {
    const fold = new StorageFold();
    const kinds = [
      "block-updated",
      "block-stored",
      "blocks-allocated",
      "shuffle-written",
      "log-written",
      "job-started",
    ];
    fold.append(
      [...kinds, "checkpoint-written", "rdd-checkpointed", "file-removed"].map((kind) => ({ t: 0, kind }) as never),
    );
    fold.append([null, undefined, 3, { t: "x", kind: "block-updated" }] as never);
    expect(fold.length).toBe(13);
    const { items } = storageAt(fold, { rows: [], lanes: [] }, fold.length);
    expect(GROUPS.map((group) => items.get(group)!.length).slice(0, 3)).toEqual([0, 0, 0]);
    expect(fold.files.every(({ bytes }: FileFacts & { readonly bytes?: number }) => bytes === undefined)).toBe(true);
  });
});

describe("life lines", () => {
  const life = (from: number, until?: number): KeptItem => ({ id: `${from}`, from, until }) as KeptItem;

  it("never lie over each other, use as few lanes as they can, and those without a lane are counted", () => {
    const items = [life(8), life(6, 9), life(4, 6), life(2, 8), life(1, 2), life(0, 1)];
    const { placed, lanes, hidden } = lanesOf(items, 0, 10, 4);
    expect([lanes, hidden]).toEqual([3, 0]);
    for (const a of placed)
      for (const b of placed)
        if (a !== b && a.lane === b.lane)
          expect((a.item.until ?? 10) <= b.item.from || (b.item.until ?? 10) <= a.item.from).toBe(true);
    expect(lanesOf(items, 0, 10, 2).hidden).toBe(1);
    expect(lanesOf(items, 0, 1.5, 4).placed).toHaveLength(2);
  });
});
