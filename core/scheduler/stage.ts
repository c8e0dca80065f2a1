import type { RDDBase } from "../rdd/base.ts";
import type { Dependency, ShuffleDependency } from "../rdd/dependency.ts";
import type { PartitionAction } from "../rdd/job.ts";

/** A set of tasks that need no shuffle among them: what ends at a shuffle, or at an action. Spark: `Stage`. */
export interface Stage {
  readonly id: number;
  readonly rdd: RDDBase<unknown>;
  /** The shuffle for which a map stage writes; a result stage has an action instead. */
  readonly shuffle: ShuffleDependency | undefined;
  readonly action: PartitionAction<unknown, unknown> | undefined;
  /** The stages whose shuffles it reads. */
  readonly parents: readonly Stage[];
}

/** The shuffles at which the stage of `rdd` begins, in the order in which they are met. */
export function shufflesBelow(rdd: RDDBase<unknown>): ShuffleDependency[] {
  const shuffles = new Set<ShuffleDependency>();
  walkStage(rdd, (dependency) => {
    if (dependency.type === "shuffle") shuffles.add(dependency);
  });
  return [...shuffles];
}

/** All functions of the user's that a task of a stage may call. */
export function functionsOfStage({ rdd, shuffle, action }: Stage): unknown[] {
  const functions: unknown[] = [];
  walkStage(
    rdd,
    () => {},
    (member) => functions.push(...member.kind.functions),
  );
  if (action !== undefined) functions.push(...action.functions);
  if (shuffle !== undefined) {
    const { aggregator, partitioner } = shuffle;
    functions.push(...partitioner.functions);
    if (aggregator !== undefined)
      functions.push(aggregator.createCombiner, aggregator.mergeValue, aggregator.mergeCombiners);
  }
  return functions;
}

/** The RDDs of the stage of `rdd`. */
export function rddsOfStage(rdd: RDDBase<unknown>): RDDBase<unknown>[] {
  const rdds: RDDBase<unknown>[] = [];
  walkStage(
    rdd,
    () => {},
    (member) => rdds.push(member),
  );
  return rdds;
}

/** Visits every RDD of a stage once, and every dependency that leads out of one of them. Lineage may be long: no recursion. */
function walkStage(
  rdd: RDDBase<unknown>,
  visitDependency: (dependency: Dependency) => void,
  visitRdd: (rdd: RDDBase<unknown>) => void = () => {},
): void {
  const seen = new Set<RDDBase<unknown>>([rdd]);
  const waiting = [rdd];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    visitRdd(next);
    for (const dependency of next.dependencies) {
      visitDependency(dependency);
      if (dependency.type === "narrow" && !seen.has(dependency.rdd)) {
        seen.add(dependency.rdd);
        waiting.push(dependency.rdd);
      }
    }
  }
}
