import { numberOf } from "../attempts.ts";
import type { Lane, Row } from "../timeline/model.ts";
import type { BlockFacts, Fact, FileFacts, ShuffleFacts, StorageFold } from "./fold.ts";

/** What is kept, by what it is for. */
export const GROUPS = ["blocks", "rdds", "shuffles", "checkpoints", "data", "logs"] as const;
export type Group = (typeof GROUPS)[number];

const GROUP_OF = { checkpoint: "checkpoints", rdd: "data", log: "logs" } as const;

/** Something that is kept, or was: a block of a receiver, an RDD, the output of a shuffle, a file. */
export interface KeptItem {
  readonly id: string;
  readonly group: Group;
  /** Its name on Spark, or the name of its file. */
  readonly name: string;
  /** Where its file is. */
  readonly path: string | undefined;
  /** The DStream that it belongs to. */
  readonly row: Row | undefined;
  /** The batch that it belongs to; undefined for a block that waits for one, and for what belongs to none. */
  readonly batch: number | undefined;
  /** Where it is, or was last. */
  readonly where: "memory" | "disk";
  readonly level: string;
  /** In memory by estimate; undefined where it is not told. */
  readonly bytes: number | undefined;
  readonly records: number | undefined;
  /** Of an RDD or a shuffle: how many partitions are there. */
  readonly partitions: number | undefined;
  /** On the run's clock, in milliseconds. */
  readonly from: number;
  /** When it was freed; undefined while it is there. */
  readonly until: number | undefined;
}

export interface StorageModel {
  /** The newest first in each group: all that are there, and the latest of those that are gone. */
  readonly items: ReadonlyMap<Group, readonly KeptItem[]>;
  /** How many are gone. */
  readonly gone: ReadonlyMap<Group, number>;
  /** Bytes of what is there, in memory by estimate. */
  readonly memory: number;
  readonly disk: number;
  readonly isEmpty: boolean;
}

/** What of a group is there. */
export function there(items: readonly KeptItem[]): readonly KeptItem[] {
  return items.filter(({ until }) => until === undefined);
}

/** What is kept where the reader looks: a pure function of what was folded and the position. */
export function storageAt(
  fold: StorageFold,
  { rows, lanes }: { readonly rows: readonly Row[]; readonly lanes: readonly Pick<Lane, "stream" | "row">[] },
  position: number,
): StorageModel {
  const rowOf = (dstream: number | undefined) => rows.find((row) => row.dstream === dstream);
  const receiverOf = (stream: number | undefined) => lanes.find((lane) => lane.stream === stream)?.row;
  const groups = new Map(GROUPS.map((group) => [group, new Collection()]));
  // most of a long run is yet to come where one looks back: that costs no more than to see it
  const hasBegun = (facts: readonly Fact[]): boolean => facts.length > 0 && facts[0]!.at < position;
  for (const block of fold.received) {
    if (!hasBegun(block.changes)) continue;
    const make = () => receivedAt(block, receiverOf(block.stored?.stream), position);
    groups.get("blocks")!.add(make, isFreed(block, position));
  }
  for (const [rdd, blocks] of fold.rddBlocks) {
    if (!blocks.some(({ changes }) => hasBegun(changes))) continue;
    const make = () => {
      const fact = fold.rdds.get(rdd);
      return rddAt(rdd, blocks, { name: fact?.text ?? "", row: rowOf(fact?.dstream), batch: fact?.time }, position);
    };
    groups.get("rdds")!.add(
      make,
      blocks.every((block) => isFreed(block, position)),
    );
  }
  for (const shuffle of fold.shuffles.values()) {
    if (!hasBegun(shuffle.outputs)) continue;
    groups
      .get("shuffles")!
      .add(() => shuffleAt(shuffle, fold.batchOfStage.get(shuffle.stage), position, fold.deaths), false);
  }
  for (const file of fold.files) {
    if (!hasBegun(file.writes)) continue;
    const make = () => fileAt(file, rowOf(file.dstream) ?? receiverOf(file.stream), position);
    groups.get(GROUP_OF[file.kind])!.add(make, file.removed !== undefined && file.removed.at < position);
  }
  const items = new Map([...groups].map(([group, collection]) => [group, collection.newestFirst()]));
  const all = [...items.values()];
  const sum = (where: KeptItem["where"]): number =>
    all.flatMap(there).reduce((bytes, item) => bytes + (item.where === where ? (item.bytes ?? 0) : 0), 0);
  return {
    items,
    gone: new Map([...groups].map(([group, { gone }]) => [group, gone])),
    memory: sum("memory"),
    disk: sum("disk"),
    isEmpty: all.every((group) => group.length === 0),
  };
}

/** Of what is gone so many are shown in each group: a long run has far more of that than of anything else. */
const GONE_SHOWN = 200;

/** What is there of a group, and the latest of what is gone: the rest of that is only counted. */
class Collection {
  readonly #there: KeptItem[] = [];
  readonly #gone: (() => KeptItem | undefined)[] = [];

  get gone(): number {
    return this.#gone.length;
  }

  add(make: () => KeptItem | undefined, isGone: boolean): void {
    if (isGone) this.#gone.push(make);
    else {
      const made = make();
      if (made !== undefined) this.#there.push(made);
    }
  }

  newestFirst(): KeptItem[] {
    const gone = this.#gone.slice(-GONE_SHOWN).map((make) => make());
    return [...this.#there, ...gone.filter((made) => made !== undefined)].sort((a, b) => b.from - a.from);
  }
}

/** Had a block been kept, and is it no more? */
function isFreed({ changes }: BlockFacts, position: number): boolean {
  for (let i = changes.length - 1; i >= 0; i--) if (changes[i]!.at < position) return changes[i]!.where === "nowhere";
  return false;
}

function before<F extends { readonly at: number }>(facts: readonly F[], position: number): readonly F[] {
  return facts.length === 0 || facts.at(-1)!.at < position ? facts : facts.filter(({ at }) => at < position);
}

function receivedAt({ block, changes, stored, allocated }: BlockFacts, row: Row | undefined, position: number) {
  const known = before(changes, position);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined || (stored === undefined && !block.startsWith("input-")))
    return undefined;
  const kept = known.findLast(({ where }) => where !== "nowhere") ?? first;
  return item("blocks", block, {
    row,
    batch: allocated !== undefined && allocated.at < position ? allocated.time : undefined,
    where: kept.where === "disk" ? "disk" : "memory",
    level: kept.level,
    bytes: kept.where === "memory" ? kept.bytes : undefined,
    records: stored?.records,
    from: first.t,
    until: last.where === "nowhere" ? last.t : undefined,
  });
}

function rddAt(
  rdd: number,
  blocks: readonly BlockFacts[],
  { name, row, batch }: Pick<KeptItem, "name" | "row" | "batch">,
  position: number,
): KeptItem | undefined {
  const known = blocks.map(({ changes }) => before(changes, position)).filter((changes) => changes.length > 0);
  if (known.length === 0) return undefined;
  const last = known.map((changes) => changes.at(-1)!);
  const kept = last.filter(({ where }) => where !== "nowhere");
  const everKept = known.flatMap((changes) => changes.filter(({ where }) => where !== "nowhere"));
  return item("rdds", `rdd_${rdd}`, {
    name: name === "" ? `RDD ${numberOf(rdd)}` : name,
    row,
    batch,
    where: (kept.length === 0 ? everKept : kept).every(({ where }) => where === "disk") ? "disk" : "memory",
    level: everKept[0]?.level ?? "",
    bytes: kept.reduce((sum, { bytes }) => sum + bytes, 0),
    partitions: kept.length,
    from: Math.min(...known.map((changes) => changes[0]!.t)),
    until: kept.length === 0 ? Math.max(...last.map(({ t }) => t)) : undefined,
  });
}

function shuffleAt(
  { shuffle, outputs }: ShuffleFacts,
  batch: number | undefined,
  position: number,
  deaths: readonly Fact[],
) {
  const known = before(outputs, position);
  if (known.length === 0) return undefined;
  // an output that was lost is written again
  const byPartition = new Map(known.map((output) => [output.partition, output.records]));
  return item("shuffles", `shuffle_${shuffle}`, {
    name: `shuffle_${numberOf(shuffle)}`,
    batch,
    records: [...byPartition.values()].reduce((sum, records) => sum + records, 0),
    partitions: byPartition.size,
    from: known[0]!.t,
    until: deaths.find(({ at }) => at > known.at(-1)!.at && at < position)?.t,
  });
}

function fileAt(file: FileFacts, row: Row | undefined, position: number): KeptItem | undefined {
  const { path, kind, time, partitions, removed } = file;
  const known = before(file.writes, position);
  const last = known.at(-1);
  if (last === undefined) return undefined;
  const bytes = kind === "log" ? known.reduce((sum, write) => sum + write.bytes, 0) : last.bytes;
  const name = path.slice(path.lastIndexOf("/") + 1);
  return item(GROUP_OF[kind], `${path} ${known[0]!.at}`, {
    name,
    path,
    row,
    batch: time,
    where: "disk",
    bytes,
    records: kind === "log" ? known.length : undefined,
    partitions: kind === "rdd" ? partitions : undefined,
    from: known[0]!.t,
    until: removed !== undefined && removed.at < position ? removed.t : undefined,
  });
}

function item(group: Group, id: string, known: Partial<KeptItem> & Pick<KeptItem, "from">): KeptItem {
  return {
    id,
    group,
    name: id,
    path: undefined,
    row: undefined,
    batch: undefined,
    where: "memory",
    level: "",
    bytes: undefined,
    records: undefined,
    partitions: undefined,
    until: undefined,
    ...known,
  };
}

/** A life line in a lane: several lie under each other where they are there at the same time. */
export interface Placed {
  readonly item: KeptItem;
  readonly lane: number;
}

export interface Lanes {
  readonly placed: readonly Placed[];
  readonly lanes: number;
  /** Those for which there was no lane. */
  readonly hidden: number;
}

/** Puts what was there between two times into at most `most` lanes, the newest first. */
export function lanesOf(items: readonly KeptItem[], from: number, to: number, most: number): Lanes {
  const shown = items.filter((each) => each.from <= to && (each.until ?? to) >= from);
  const begins: number[] = [];
  const placed: Placed[] = [];
  let hidden = 0;
  for (const each of shown) {
    const end = each.until ?? Number.POSITIVE_INFINITY;
    let lane = begins.findIndex((begin) => end <= begin);
    if (lane < 0 && begins.length < most) lane = begins.push(0) - 1;
    if (lane < 0) hidden++;
    else {
      begins[lane] = each.from;
      placed.push({ item: each, lane });
    }
  }
  return { placed, lanes: begins.length, hidden };
}
