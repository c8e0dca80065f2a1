import { readsOf } from "./reads.ts";
import { type FlowTask, MOST_PARTITIONS, type StageContext, type StageScene } from "./scene.ts";
import type { FlowStage } from "./stages.ts";
import { rowsOfTask } from "./task-rows.ts";

/** A stage with its tasks and what they read and made. */
export function stageScene(stage: FlowStage, context: StageContext): StageScene {
  const { folds, model, position, over } = context;
  const cell = folds.timeline.cellsOf(stage.rdd)[0];
  const partitions = Math.min(Math.max(stage.partitions, cell?.total ?? 0), MOST_PARTITIONS);
  const tasks = Array.from({ length: partitions }, (_, partition): FlowTask => {
    const started = stage.tasks.get(partition) ?? [];
    const fact = started.at(-1);
    const end = fact?.completed !== undefined && fact.completed.at < position ? fact.completed : undefined;
    const failures = started.filter(
      ({ completed }) => completed?.error !== undefined && completed.at < position,
    ).length;
    const idle = over || (stage.status === "done" && stage.shuffle !== undefined) ? "never" : "waiting";
    const status =
      fact === undefined ? idle : end === undefined ? "running" : end.error === undefined ? "done" : "failed";
    return {
      stage: stage.id,
      partition,
      status,
      task: fact?.task,
      slot: fact?.slot,
      start: fact?.t,
      duration: end?.duration,
      error: end?.error,
      failures: status === "failed" ? failures - 1 : failures,
      rows: rowsOfTask(stage, end === undefined ? undefined : fact!.task, partition, end?.t ?? 0, context),
      inputs: inputsOfTask(stage, fact?.task, partition, context),
      buckets: stage.buckets.get(partition),
    };
  });
  const { tasks: _tasks, buckets: _buckets, ...rest } = stage;
  const streams = model.rows.filter((row) =>
    stage.rdds.some((rdd) => rdd.dstream === row.dstream && rdd.time === context.time),
  );
  return { ...rest, partitions, tasks, streams };
}

function inputsOfTask(
  stage: FlowStage,
  task: number | undefined,
  partition: number,
  { folds, inputs, position }: StageContext,
): FlowTask["inputs"] {
  const read = inputs.filter(({ rdd }) => stage.rdds.some((each) => each.rdd === rdd));
  const seen = task === undefined ? [] : (folds.flow.seen.get(task) ?? []).filter((fact) => fact.at < position);
  const told = read.flatMap(({ row, rdd }) =>
    seen.filter((fact) => fact.rdd === rdd).map((fact) => ({ row, partition: fact.partition })),
  );
  if (told.length > 0 || read.length === 0) return told;
  const reads = readsOf(stage, partition, folds.timeline);
  return read.flatMap(({ row, rdd, total }) => {
    const of = rdd === undefined ? undefined : reads.get(rdd);
    return of === undefined || of >= total ? [] : [{ row, partition: of }];
  });
}
