import type { TimelineFold } from "../views/timeline/fold.ts";

export const GUIDE_STEPS = ["run", "type", "block", "batch", "print"] as const;
export type GuideStep = (typeof GUIDE_STEPS)[number];

/** The steps of the first program, and which of them the trace shows as done. */
export function guideSteps(timeline: TimelineFold): { readonly name: GuideStep; readonly done: boolean }[] {
  const completed = timeline.batches.findLast((batch) => batch.completed !== undefined && batch.completed.records > 0);
  const done: Readonly<Record<GuideStep, boolean>> = {
    run: timeline.streaming !== undefined,
    type: timeline.streams.some((stream) => stream.arrivals.length > 0),
    block: timeline.streams.some((stream) => stream.blocks.length > 0),
    batch: completed !== undefined,
    print: completed !== undefined && [...completed.outputs.values()].some((output) => output.written.length > 0),
  };
  return GUIDE_STEPS.map((name) => ({ name, done: done[name] }));
}
