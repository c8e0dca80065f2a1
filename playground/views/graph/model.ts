import type { KeptInfo, RDDInfo } from "../../../core/trace/events.ts";
import type { JobFact, JobsFold, StageFact } from "../jobs-fold.ts";
import type { TimelineFold } from "../timeline/fold.ts";
import type { OutputRow, Row } from "../timeline/model.ts";

/** A DStream or an output operation of the program. */
export interface ProgramNode {
  readonly id: string;
  readonly row: Row | undefined;
  readonly output: OutputRow | undefined;
  readonly parents: readonly string[];
  readonly kept: KeptInfo | undefined;
  /** Whether an output operation depends on it; what does not is never computed. */
  readonly used: boolean;
}

/** More lines between DStreams than these are not drawn: it would take for ever, and nobody could follow them. */
const MOST_LINES = 2_000;

/** The program's graph: DStreams in the order of declaration, then output operations. */
export function programGraph(
  rows: readonly Row[],
  outputs: readonly OutputRow[],
  kept: readonly KeptInfo[],
): ProgramNode[] {
  const known = new Set(rows.map((row) => row.dstream));
  const used = new Set<number>();
  const waiting = outputs.flatMap((output) => (output.of === undefined ? [] : [output.of.dstream]));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (used.has(next)) continue;
    used.add(next);
    waiting.push(...(rows.find((row) => row.dstream === next)?.parents ?? []));
  }
  let room = MOST_LINES;
  const parentsOf = (row: Row): string[] => {
    const parents = row.parents.filter((parent) => known.has(parent)).slice(0, room);
    room -= parents.length;
    return parents.map((parent) => `d${parent}`);
  };
  return [
    ...rows.map((row) => ({
      id: `d${row.dstream}`,
      row,
      output: undefined,
      parents: parentsOf(row),
      kept: kept.find((each) => each.dstream === row.dstream),
      used: used.has(row.dstream),
    })),
    ...outputs.map((output) => ({
      id: `o${output.output}`,
      row: undefined,
      output,
      parents: output.of === undefined ? [] : [`d${output.of.dstream}`],
      kept: undefined,
      used: true,
    })),
  ];
}

/** An RDD of a job's lineage. */
export interface RDDNode extends RDDInfo {
  readonly id: string;
  /** `MapPartitionsRDD`, and `map at program.ts:12`. */
  readonly name: string;
  readonly creation: string;
  readonly row: Row | undefined;
  /** The stage that computes it: the shuffle that it ends in, or the result. */
  readonly stage: string;
}

export interface StageFrame {
  readonly id: string;
  /** Spark's number of it, where it is known. */
  readonly stage: number | undefined;
  readonly shuffle: number | undefined;
  readonly status: "pending" | "skipped" | "running" | "done" | "failed";
  readonly tasks: number;
}

export interface JobGraph {
  readonly job: number;
  readonly action: string;
  readonly output: number | undefined;
  readonly rdds: readonly RDDNode[];
  readonly stages: readonly StageFrame[];
}

/** What a job is computed from: its RDDs, each in the stage that computes it. */
export function jobGraph(jobs: JobsFold, job: JobFact, rows: readonly Row[], position: number): JobGraph {
  const byId = new Map(job.rdds.map((rdd) => [rdd.rdd, rdd]));
  const stageOf = stagesOf(job.rdds, byId);
  const facts = job.stages.map((id) => jobs.stages.get(id)).filter((stage) => stage !== undefined);
  const rdds = job.rdds
    .filter((rdd) => stageOf.has(rdd.rdd))
    .map((rdd): RDDNode => {
      const [name = "", creation = ""] = rdd.text.split(/ at (.*)/s);
      const row = rows.find((candidate) => candidate.dstream === rdd.dstream);
      return { ...rdd, id: `r${rdd.rdd}`, name, creation, row, stage: stageOf.get(rdd.rdd)! };
    });
  const groups = [...new Set(rdds.map((rdd) => rdd.stage))];
  return {
    job: job.job,
    action: job.action,
    output: job.output,
    rdds,
    stages: groups.map((group) => frameOf(group, facts, job, position)),
  };
}

/** The stage of each RDD: what is reached without a shuffle from the one that ends it. An RDD of several stages is drawn in the first. */
function stagesOf(rdds: readonly RDDInfo[], byId: ReadonlyMap<number, RDDInfo>): Map<number, string> {
  const stages = new Map<number, string>();
  const waiting: (readonly [rdd: number, stage: string])[] = rdds.length === 0 ? [] : [[rdds[0]!.rdd, "result"]];
  for (const [id, stage] of waiting) {
    const rdd = byId.get(id);
    if (rdd === undefined || stages.has(id)) continue;
    stages.set(id, stage);
    for (const { rdd: parent, shuffle } of rdd.parents)
      waiting.push([parent, shuffle === undefined ? stage : `shuffle ${shuffle}`]);
  }
  return stages;
}

function frameOf(group: string, facts: readonly StageFact[], job: JobFact, position: number): StageFrame {
  const shuffle = group === "result" ? undefined : Number(group.slice("shuffle ".length));
  const fact = facts.find((stage) => stage.shuffle === shuffle && stage.at < position);
  const attempt = fact?.attempts.findLast((each) => each.at < position);
  if (fact === undefined || attempt === undefined) {
    const skipped = job.skipped.some((each) => each.at < position);
    const isOver = job.completed !== undefined && job.completed.at < position;
    const status = shuffle !== undefined && (skipped || isOver) ? "skipped" : "pending";
    return { id: group, stage: undefined, shuffle, status, tasks: 0 };
  }
  const completed = attempt.completed !== undefined && attempt.completed.at < position ? attempt.completed : undefined;
  const status = completed === undefined ? "running" : completed.error === undefined ? "done" : "failed";
  const tasks = fact.tasks.filter((task) => task.at < position).length;
  return { id: group, stage: fact.stage, shuffle, status, tasks };
}

/** How streams keep their RDDs, once the context has started. */
export function keptAt(fold: TimelineFold, position: number): readonly KeptInfo[] {
  return fold.streaming !== undefined && fold.streaming.at < position ? fold.streaming.kept : [];
}

/** All that `id` is made of, with itself. */
export function ancestors(id: string, parentsOf: (id: string) => readonly string[]): Set<string> {
  const found = new Set<string>();
  const waiting = [id];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    waiting.push(...parentsOf(next));
  }
  return found;
}
