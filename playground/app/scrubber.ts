import { isTimeOfDay } from "../i18n/format.ts";
import type { Moment } from "../views/timeline/model.ts";

/** The axis of a time slider. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  x(time: number): number;
  /** Times that have a label, the first being the start. */
  readonly labels: readonly number[];
  /** Batches to be marked; where batches are too close to be told apart, only failures. */
  readonly marks: readonly Moment[];
}

const LABEL_WIDTH = 44;
const TIME_OF_DAY_WIDTH = 70;
const MARK_WIDTH = 9;

/** From the run's start to the end of the interval that fills, over `width` pixels; at least five intervals, so that it is calm at first. */
export function scale(moments: readonly Moment[], now: number, interval: number, width: number): Scale {
  const from = moments[0]?.time ?? 0;
  const reached = Math.max(now, moments.at(-1)?.time ?? from);
  const intervals = Math.max(5, Math.floor((reached - from) / interval) + 1);
  const to = from + intervals * interval;
  const x = (time: number): number => ((time - from) / (to - from)) * width;
  const step = labelStep(intervals, width / (isTimeOfDay(from) ? TIME_OF_DAY_WIDTH : LABEL_WIDTH)) * interval;
  const labels: number[] = [];
  for (let time = from; time <= to && labels.length < 200; time += step) labels.push(time);
  return { from, to, x, labels, marks: apart(moments, x) };
}

/** How many intervals lie between two labels of which `room` have room: 1, 2, 5, 10, 20, … */
function labelStep(intervals: number, room: number): number {
  const most = Math.max(1, Math.floor(room));
  for (let power = 1; ; power *= 10) {
    for (const step of [power, 2 * power, 5 * power]) if (intervals / step <= most) return step;
  }
}

function apart(moments: readonly Moment[], x: (time: number) => number): Moment[] {
  const isCrowded = moments.length > 1 && x(moments[1]!.time) - x(moments[0]!.time) < MARK_WIDTH;
  const marked = moments.filter((moment) => moment.status === "failed" || (moment.status === "empty" && !isCrowded));
  const byPlace = new Map<number, Moment>();
  for (const moment of marked) {
    const place = Math.round(x(moment.time) / MARK_WIDTH);
    if (!byPlace.has(place) || moment.status === "failed") byPlace.set(place, moment);
  }
  return [...byPlace.values()];
}
