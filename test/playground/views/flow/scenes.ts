import { StreamingTest } from "../../../../core/testing/streaming-test.ts";
import type { TraceEvent } from "../../../../core/trace/events.ts";
import { FlowFold } from "../../../../playground/views/flow/fold.ts";
import { flowAt } from "../../../../playground/views/flow/model.ts";
import type { FlowRow, FlowScene, FlowView, Folds } from "../../../../playground/views/flow/scene.ts";
import { JobsFold } from "../../../../playground/views/jobs-fold.ts";
import { printed } from "../../../../playground/views/preview.ts";
import { TimelineFold } from "../../../../playground/views/timeline/fold.ts";
import { timelineAt } from "../../../../playground/views/timeline/model.ts";
import { DESIGN_LINES } from "../../fixtures/word-count.ts";

const PROGRAMS = {
  twoReceivers: () => import("../../programs/two-receivers.ts"),
  noReceiver: () => import("../../programs/no-receiver.ts"),
  starving: () => import("../../programs/starving.ts"),
  pairsWindow: () => import("../../programs/pairs-window.ts"),
  unionWindow: () => import("../../programs/union-window.ts"),
  failing: () => import("../../programs/failing.ts"),
};

/** Runs a program up to `until`, with the design's lines on port 9999, others on 9998 and two files; what its trace says. */
export async function traceOfProgram(name: keyof typeof PROGRAMS, until: number): Promise<TraceEvent[]> {
  const world = new StreamingTest({ previews: 20, taskCost: 12 });
  try {
    for (const [at, line] of DESIGN_LINES) world.netcat(9999).sendAt(at, line);
    world.netcat(9998).sendAt(450, "to be");
    world.netcat(9998).sendAt(650, "or");
    await world.run(PROGRAMS[name]);
    await world.advance(1500, { mayFail: true });
    world.files.put("/in/one.txt", "first\nsecond\n");
    await world.advance(until - 1500, { mayFail: true });
    return world.trace.slice();
  } finally {
    await world.stop({ mayFail: true });
  }
}

export function foldsOf(events: readonly TraceEvent[]): Folds {
  const folds = { timeline: new TimelineFold(), jobs: new JobsFold(), flow: new FlowFold() };
  for (const fold of Object.values(folds)) fold.append(events);
  return folds;
}

export function sceneAt(folds: Folds, view: Partial<FlowView> = {}): FlowScene {
  const position = view.position ?? folds.timeline.length;
  const now = view.now ?? folds.timeline.timeAt(position);
  const model = timelineAt(folds.timeline, { position, now, columns: 1 });
  return flowAt(folds, model, { position, now, time: view.time, output: view.output });
}

/** `+ counts 6: (be,1) (not,1)`. */
export function rowText(row: FlowRow): string {
  const records = row.untold ? "untold" : row.records.map(printed).join(" ");
  const rest = row.total > row.records.length ? ` of ${row.total}` : "";
  return `${row.sign ?? ""} ${row.row?.label} ${row.time / 1000}${row.kept ? " kept" : ""}: ${records}${rest}`.trim();
}
