import type { TraceEvent } from "../../../core/trace/events.ts";
import { ConsoleFold } from "../../../playground/app/console-fold.ts";
import { consoleWindow } from "../../../playground/app/console-window.ts";
import { inlineValues } from "../../../playground/app/inline-values.ts";
import { scale } from "../../../playground/app/scrubber.ts";
import { batchDetail, batchesAt } from "../../../playground/views/batches/model.ts";
import { accountAt } from "../../../playground/views/faults/account.ts";
import { FlowFold } from "../../../playground/views/flow/fold.ts";
import { layOut as layOutFlow } from "../../../playground/views/flow/layout.ts";
import { flowAt } from "../../../playground/views/flow/model.ts";
import { stationsOf } from "../../../playground/views/flow/stations.ts";
import { jobGraph, keptAt, programGraph } from "../../../playground/views/graph/model.ts";
import { JobsFold } from "../../../playground/views/jobs-fold.ts";
import { StateFold } from "../../../playground/views/state/fold.ts";
import { stateOwners, statesAt } from "../../../playground/views/state/model.ts";
import { StorageFold } from "../../../playground/views/storage/fold.ts";
import { storageAt } from "../../../playground/views/storage/model.ts";
import { TimelineFold } from "../../../playground/views/timeline/fold.ts";
import { momentsOf, timelineAt } from "../../../playground/views/timeline/model.ts";
import { timeScale } from "../../../playground/views/timeline/time-scale.ts";
import { windowLanes } from "../../../playground/views/timeline/windows.ts";
import { WorldFold } from "../../../playground/views/world/fold.ts";
import { worldAt } from "../../../playground/views/world/model.ts";

/** Makes all that the page shows of a trace, at its end and on the way; how many milliseconds the slowest look took, and how many things there are to be drawn at most. */
export function lookAtAll(events: readonly TraceEvent[], looks = 3): { slowest: number; things: number } {
  const folds = {
    timeline: new TimelineFold(),
    jobs: new JobsFold(),
    flow: new FlowFold(),
    states: new StateFold(),
    storage: new StorageFold(),
    world: new WorldFold(),
    console: new ConsoleFold(),
  };
  let slowest = 0;
  let things = 0;
  for (let look = 1; look <= looks; look++) {
    const position = Math.floor((events.length * look) / looks);
    const started = performance.now();
    const part = events.slice(folds.timeline.length, position);
    for (const fold of Object.values(folds)) fold.append(part);
    for (const at of [position, Math.floor(position / 2)]) things = Math.max(things, lookAt(folds, at));
    slowest = Math.max(slowest, performance.now() - started);
  }
  return { slowest, things };
}

interface AllFolds {
  readonly timeline: TimelineFold;
  readonly jobs: JobsFold;
  readonly flow: FlowFold;
  readonly states: StateFold;
  readonly storage: StorageFold;
  readonly world: WorldFold;
  readonly console: ConsoleFold;
}

function lookAt(folds: AllFolds, position: number): number {
  const { timeline, jobs, flow, states, storage } = folds;
  const now = timeline.timeAt(position);
  const model = timelineAt(timeline, { position, now, columns: 8 });
  windowLanes(model, { dstream: undefined, time: undefined }, new Map());
  const axis = timeScale(model.columns, model.filling, { column: 120, filling: 180 });
  const slider = scale(momentsOf(timeline), now, timeline.streaming?.batchInterval ?? 1000, 800);
  inlineValues(model);
  const figures = batchesAt(timeline, position, timeline.timeAt(position));
  const graph = programGraph(model.rows, model.outputs, keptAt(timeline, position));
  storageAt(storage, model, position);
  worldAt(folds.world, storage, model.rows, position);
  let things =
    model.rows.length * (model.columns.length + 1) +
    model.columns.reduce(
      (sum, { cells }) =>
        sum + cells.reduce((all, cell) => all + (cell.kind === "rdd" ? cell.partitions.length : 0), 0),
      0,
    ) +
    axis.ticks.length +
    slider.labels.length +
    slider.marks.length +
    figures.batches.length +
    graph.reduce((sum, { parents }) => sum + 1 + parents.length, 0);
  for (const time of [undefined, ...timeline.batches.slice(0, 1), ...timeline.batches.slice(-2)].map(
    (batch) => batch?.time,
  )) {
    const scene = flowAt({ timeline, jobs, flow }, model, { position, now, time, output: undefined });
    for (const stacked of [true, false]) {
      const layout = layOutFlow(scene, stationsOf(scene, 60), { width: 900, stacked, lanes: 6 });
      things += layout.tokens.length + layout.lines.length + layout.buckets.length;
    }
    things += scene.batch?.lanes.reduce((sum, lane) => sum + 1 + lane.bars.length, 0) ?? 0;
    if (time === undefined) continue;
    const outputs = batchDetail(timeline, jobs, time, position);
    things += outputs.reduce((sum, output) => sum + output.jobs.reduce((all, job) => all + job.stages.length, 1), 0);
    for (const job of jobs.jobsOf(time, position).slice(0, 3)) {
      const drawn = jobGraph(jobs, job, model.rows, position);
      const ids = drawn.rdds.map(({ id }) => id);
      if (new Set(ids).size < ids.length) throw new Error("an RDD is drawn twice");
      things += drawn.rdds.length;
    }
    for (const owner of stateOwners(model.rows))
      things += statesAt(timeline, states, owner, time, position).batches.length;
  }
  things += accountAt(timeline, position).length;
  consoleWindow(folds.console, position);
  return things;
}
