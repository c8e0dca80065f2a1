import { isTimeOfDay, plainSeconds } from "../i18n/format.ts";

/** The width of a sign of a label, and the room between two labels, in pixels. */
const SIGN = 6.7;
const GAP = 5;

/**
 * What is written under batches that stand at `x`, in pixels and in their order: each one's time, or nothing where it would touch another's. The one that is `chosen` has its label
 * in any case. Of times of day, only seconds are written while the minute is that of the label before.
 */
export function axisLabels(times: readonly number[], x: (index: number) => number, chosen?: number): string[] {
  const labels = times.map(() => "");
  const half = (label: string): number => (label.length * SIGN) / 2;
  const place = chosen === undefined ? -1 : times.indexOf(chosen);
  let last = -1;
  const fits = (index: number, label: string, other: number): boolean =>
    other === -1 || Math.abs(x(index) - x(other)) >= half(label) + half(labels[other]!) + GAP;
  if (place !== -1) labels[place] = inFull(times[place]!);
  for (const [index, time] of times.entries()) {
    const label = index === place ? labels[index]! : shortened(time, last === -1 ? undefined : times[last]!);
    if (index !== place && !(fits(index, label, last) && fits(index, label, place))) continue;
    labels[index] = label;
    last = index;
  }
  return labels;
}

/** `47:05` of a time of day: the hour is that of everything else on the page. */
function inFull(time: number): string {
  const words = plainSeconds(time);
  return isTimeOfDay(time) ? words.slice(words.indexOf(":") + 1) : words;
}

/** `:06`, where the label before says the minute. */
function shortened(time: number, before: number | undefined): string {
  const words = inFull(time);
  if (!isTimeOfDay(time) || before === undefined) return words;
  const colon = words.indexOf(":");
  return inFull(before).startsWith(words.slice(0, colon + 1)) ? words.slice(colon) : words;
}
