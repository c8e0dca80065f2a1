import { packValues } from "../closure/index.ts";
import type { ObjectNode, Packed, Value } from "../closure/packed.ts";
import type { ShuffleDependency } from "../rdd/dependency.ts";
import type { PartitionAction } from "../rdd/job.ts";
import type { RDDKind } from "../rdd/kind.ts";
import { encode } from "../storage/codec.ts";
import { rddsOfStage, type Stage } from "./stage.ts";

/** What an executor in another thread needs to know of a stage: its RDDs, and what is to be done with the last of them. */
export interface StagePlan {
  readonly rdds: readonly PlannedRDD[];
  /** The last one. */
  readonly rdd: number;
  readonly shuffle: ShuffleDependency | undefined;
  readonly action: PartitionAction<unknown, unknown> | undefined;
}

export interface PlannedRDD {
  readonly id: number;
  readonly kind: RDDKind<unknown>;
  /** The name of its storage level. */
  readonly level: string;
  /** The DStream's batch for which it was made. */
  readonly origin: { readonly dstream: number; readonly time: number } | undefined;
  /** Does the trace show what is computed of it? */
  readonly watched: boolean;
}

/** A plan as data. */
export interface Plan {
  /** The graph without the texts of functions, encoded. */
  readonly graph: Uint8Array<ArrayBuffer>;
  readonly codes: Packed["codes"];
  /** The broadcast variables that it refers to. */
  readonly broadcasts: readonly number[];
  /** Its functions keep something that a task could change: each task needs a copy of its own. */
  readonly copyPerTask: boolean;
}

/**
 * A stage's plan with the functions and all that they capture, as of now. The engine's own classes and functions go by name, RDDs, broadcast
 * variables and accumulators as handles.
 * @throws TaskNotSerializableError when a function captures what cannot travel; UncompiledError
 */
export function packStage(stage: Stage): Plan {
  const packed = packValues([planOf(stage)]);
  for (const node of packed.nodes) if (node.t === "local") throw new UncompiledError(node.what);
  // live values of imports stay here: what a function imports from a package is imported again where it runs
  const graph = encode([{ ...packed, codes: {}, local: [] }]);
  const copyPerTask = packed.nodes.some((node) => keepsSomething(node, packed));
  return { graph, codes: packed.codes, broadcasts: broadcastsIn(packed), copyPerTask };
}

/** A function was not compiled by Sluice, so that its text and what it captures are not known. */
export class UncompiledError extends Error {
  /** `the function NAME`. */
  readonly what: string;

  constructor(what: string) {
    super(`${what} was not compiled by Sluice`);
    this.what = what;
  }
}

function planOf({ rdd, shuffle, action }: Stage): StagePlan {
  const rdds = rddsOfStage(rdd).map(
    (each): PlannedRDD => ({
      id: each.id,
      kind: each.kind.forExecutors?.(each.id) ?? each.kind,
      level: each.getStorageLevel().name,
      origin: each.origin,
      watched: each.watched,
    }),
  );
  return { rdds, rdd: rdd.id, shuffle, action };
}

function keepsSomething(node: Packed["nodes"][number], { codes }: Packed): boolean {
  if (node.t !== "function") return node.t === "environment";
  if (node.constant !== undefined) return false;
  const { captured, this: self, properties, prototype } = node;
  return (
    captured.length > 0 ||
    self !== undefined ||
    properties !== undefined ||
    prototype !== undefined ||
    codes[node.code]!.isClass
  );
}

/** The ids in the handles of broadcast variables. */
function broadcastsIn({ nodes }: Packed): number[] {
  const ids = new Set<number>();
  for (const node of nodes) {
    if (node.t !== "custom") continue;
    const { keys, values } = nodes[(node.data as { $: number }).$] as ObjectNode;
    const part = (key: string): Value | undefined => values?.[keys?.indexOf(key) ?? -1];
    if (part("kind") === "broadcast") ids.add(part("id") as number);
  }
  return [...ids];
}
