import { lastBefore } from "../search.ts";
import type { TimelineModel } from "../timeline/model.ts";
import { type Folds, MOST_PARTITIONS, type SlotBar, type SlotLane, type StageScene } from "./scene.ts";

/** A batch of more tasks shows no more of them in its slots. */
const MOST_BARS = 2_000;

/** The slots of the application while a batch was processed: receivers have theirs for good, tasks for as long as they take. */
export function lanesOf(
  { timeline, jobs, flow }: Folds,
  model: TimelineModel,
  time: number,
  drawn: readonly StageScene[],
  position: number,
): SlotLane[] {
  const slots = Math.min(timeline.application?.slots ?? 0, MOST_PARTITIONS);
  const shown = new Set(drawn.flatMap((stage) => stage.numbers));
  const bars = new Map<number, SlotBar[]>();
  let count = 0;
  const stages = new Set(jobs.jobsOf(time, position).flatMap((job) => job.stages));
  for (const number of stages) {
    for (const task of jobs.stages.get(number)?.tasks ?? []) {
      if (task.at >= position || ++count > MOST_BARS) break;
      const end = task.completed !== undefined && task.completed.at < position ? task.completed : undefined;
      const bar = {
        task: task.task,
        stage: number,
        partition: task.partition,
        start: task.t,
        end: end?.t,
        failed: end?.error !== undefined,
        shown: shown.has(number),
      };
      const others = bars.get(task.slot);
      if (others === undefined) bars.set(task.slot, [bar]);
      else others.push(bar);
    }
  }
  const receivers = new Map<number, number>();
  for (const { stream, status } of model.lanes) {
    const slot = lastBefore(flow.receivers.get(stream), position)?.slot;
    if (slot !== undefined && status?.status !== "stopped" && status?.status !== "waiting") receivers.set(slot, stream);
  }
  return Array.from({ length: slots }, (_, slot) => ({
    slot,
    receiver: receivers.get(slot),
    bars: bars.get(slot) ?? [],
  }));
}
