import type { RDDInfo } from "../../../core/trace/events.ts";
import type { JobFact, JobsFold, StageFact, TaskFact } from "../jobs-fold.ts";

/** Tasks that compute the same partitions of the same RDD: a stage of Spark's, and what later jobs of the same output operation add to it. */
export interface FlowStage {
  /** `shuffle 6`, or `result 51`. */
  readonly id: string;
  /** The shuffle that it writes, if any. */
  readonly shuffle: number | undefined;
  /** The RDD that its tasks compute. */
  readonly rdd: number;
  /** What it computes or reads, from its inputs to its own RDD. */
  readonly rdds: readonly RDDInfo[];
  /** The shuffles that it reads. */
  readonly reads: readonly number[];
  /** How many shuffles lie before it at most. */
  readonly depth: number;
  /** `skipped`: another output operation's job has run it in this batch, and what it wrote is still there. */
  readonly status: "pending" | "running" | "done" | "failed" | "skipped";
  /** Spark's numbers of it, and of the jobs that ran it. */
  readonly numbers: readonly number[];
  readonly jobs: readonly number[];
  /** How many partitions its RDD has, as far as its tasks tell. */
  readonly partitions: number;
  /** By partition, all that were started, in that order. */
  readonly tasks: ReadonlyMap<number, readonly TaskFact[]>;
  /** By partition, how many records were put in which bucket. */
  readonly buckets: ReadonlyMap<number, readonly number[]>;
}

/** The stages of an output operation of a batch that have something to do with it, inputs first; at a position of the trace. */
export function flowStages(jobs: JobsFold, time: number, output: number, position: number): FlowStage[] {
  const all = jobs.jobsOf(time, position);
  const own = all.filter((job) => job.output === output);
  const groups = groupsOf(own);
  const found = new Map<string, FlowStage>();
  // A stage comes after those that it reads from: those with more shuffles before them come last.
  for (const group of groups.values()) {
    const stage = stageOf(group, own, all, jobs, time, position);
    if (stage !== undefined) found.set(stage.id, stage);
  }
  const depths = new Map<string, number>();
  const depthOf = (stage: FlowStage): number => {
    const known = depths.get(stage.id);
    if (known !== undefined) return known;
    depths.set(stage.id, 0); // a circle would be a lie of the trace's
    const before = stage.reads.map((shuffle) => found.get(`shuffle ${shuffle}`)).filter((each) => each !== undefined);
    const depth = before.length === 0 ? 0 : 1 + Math.max(...before.map(depthOf));
    depths.set(stage.id, depth);
    return depth;
  };
  return [...found.values()]
    .map((stage) => ({ ...stage, depth: depthOf(stage) }))
    .sort((a, b) => a.depth - b.depth || a.rdd - b.rdd);
}

interface Group {
  readonly id: string;
  readonly shuffle: number | undefined;
  readonly rdd: number;
  /** From its own RDD to its inputs. */
  readonly rdds: RDDInfo[];
  readonly reads: Set<number>;
}

/** Which RDDs are computed without a shuffle between them, over all the jobs. */
function groupsOf(jobs: readonly JobFact[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const job of jobs) {
    const byId = new Map(job.rdds.map((rdd) => [rdd.rdd, rdd]));
    const first = job.rdds[0];
    if (first === undefined) continue;
    const waiting = [begin(groups, `result ${first.rdd}`, undefined, first.rdd)];
    for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
      if (group.rdds.length > 0) continue;
      const reached = new Set([group.rdd]);
      for (const id of reached) {
        const rdd = byId.get(id);
        if (rdd === undefined) continue;
        group.rdds.push(rdd);
        for (const parent of rdd.parents) {
          if (parent.shuffle === undefined) {
            reached.add(parent.rdd);
          } else {
            group.reads.add(parent.shuffle);
            waiting.push(begin(groups, `shuffle ${parent.shuffle}`, parent.shuffle, parent.rdd));
          }
        }
      }
    }
  }
  return groups;
}

function begin(groups: Map<string, Group>, id: string, shuffle: number | undefined, rdd: number): Group {
  let group = groups.get(id);
  if (group === undefined) {
    group = { id, shuffle, rdd, rdds: [], reads: new Set() };
    groups.set(id, group);
  }
  return group;
}

function stageOf(
  group: Group,
  own: readonly JobFact[],
  all: readonly JobFact[],
  jobs: JobsFold,
  time: number,
  position: number,
): FlowStage | undefined {
  const factsIn = (of: readonly JobFact[]): (readonly [JobFact, StageFact])[] =>
    of.flatMap((job) =>
      job.stages
        .map((id) => jobs.stages.get(id))
        .filter((fact) => fact !== undefined && isOf(fact, group) && fact.at < position)
        .map((fact) => [job, fact!] as const),
    );
  const withTasks = (some: ReturnType<typeof factsIn>) => some.filter(([, fact]) => hasTasks(fact, position));
  const ran = factsIn(own);
  const mine = withTasks(ran);
  const others = mine.length > 0 ? [] : withTasks(factsIn(all));
  // Of an RDD without partitions a stage has no tasks, and is done at once.
  const facts = mine.length > 0 ? mine : others.length > 0 ? others : ran;
  const isOfBatch = group.rdds.some((rdd) => rdd.time === time);
  if (facts.length === 0 && !(isOfBatch && group.rdds.length > 0)) return undefined;
  const tasks = new Map<number, TaskFact[]>();
  const buckets = new Map<number, readonly number[]>();
  let partitions = 0;
  for (const [, fact] of facts) {
    for (const task of fact.tasks) {
      if (task.at >= position) break;
      const known = tasks.get(task.partition);
      if (known === undefined) tasks.set(task.partition, [task]);
      else known.push(task);
      partitions = Math.max(partitions, task.partition + 1);
    }
    for (const bucket of fact.buckets) if (bucket.at < position) buckets.set(bucket.partition, bucket.sizes);
    partitions = Math.max(partitions, ...fact.attempts.map((attempt) => (attempt.at < position ? attempt.tasks : 0)));
  }
  return {
    id: group.id,
    shuffle: group.shuffle,
    rdd: group.rdd,
    rdds: group.rdds.toReversed(),
    reads: [...group.reads],
    depth: 0,
    status: facts.length === 0 ? "pending" : others.length > 0 ? "skipped" : statusOf(facts.at(-1)![1], position),
    numbers: facts.map(([, fact]) => fact.stage),
    jobs: [...new Set(facts.map(([job]) => job.job))],
    partitions,
    tasks,
    buckets,
  };
}

function isOf(fact: StageFact, group: Group): boolean {
  return group.shuffle === undefined
    ? fact.shuffle === undefined && fact.rdd === group.rdd
    : fact.shuffle === group.shuffle;
}

function hasTasks(fact: StageFact, position: number): boolean {
  return fact.attempts.some((attempt) => attempt.at < position && attempt.tasks > 0);
}

function statusOf(fact: StageFact, position: number): "running" | "done" | "failed" {
  const attempt = fact.attempts.findLast((each) => each.at < position);
  const completed = attempt?.completed;
  if (completed === undefined || completed.at >= position) return "running";
  return completed.error === undefined ? "done" : "failed";
}
