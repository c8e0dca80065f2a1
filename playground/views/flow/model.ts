import { batchAt } from "../search.ts";
import type { BatchFacts } from "../timeline/fold.ts";
import type { TimelineModel } from "../timeline/model.ts";
import { batchScene } from "./batch-scene.ts";
import { intakeOf } from "./intake.ts";
import type { FlowScene, FlowView, Folds } from "./scene.ts";

/** What the view shows at a position: a pure function of the trace. Its cost follows what is drawn, not the length of the run. */
export function flowAt(folds: Folds, model: TimelineModel, view: FlowView): FlowScene {
  const { position } = view;
  const batch =
    view.time === undefined ? batchInProcess(folds, position) : batchAt(folds.timeline, view.time, position);
  const scene = batch === undefined ? undefined : batchScene(folds, model, batch, view);
  const interval = intervalOf(model, view.time);
  return {
    batchInterval: model.batchInterval,
    intake: interval === undefined ? undefined : intakeOf(folds, model, interval, view),
    batch: scene,
  };
}

function intervalOf(model: TimelineModel, time: number | undefined): { from: number; to: number } | undefined {
  if (time !== undefined) return { from: time - model.batchInterval, to: time };
  return model.filling;
}

/** The latest batch that has begun; before the first has, the latest that there is. */
function batchInProcess({ timeline }: Folds, position: number): BatchFacts | undefined {
  const batches = timeline.batchesAt(position);
  return batches.findLast(({ started }) => started !== undefined && started.at < position) ?? batches.at(-1);
}
