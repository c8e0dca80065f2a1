import { before } from "../views/search.ts";
import { type ConsoleFold, type ConsoleGroup, groupsOf } from "./console-fold.ts";

/** The part of the console's entries that is on the page. Entries are numbered from the run's start, those included that are no longer kept. */
export interface ConsoleWindow {
  /** The number of the first that is shown. */
  readonly from: number;
  readonly groups: readonly ConsoleGroup[];
  /** How many are kept and stand before it. */
  readonly earlier: number;
}

/** The window moves by so many entries, so that most of what it shows stays where it is; */
const STEP = 50;
/** and it shows at least so many: more than there is room for. */
const SHOWN = 100;
/** How many more an earlier part has. */
const MORE = 200;

/**
 * What was written up to `position`: the latest of it, which costs the same however long the run was; or all from the entry with the number `from` on,
 * where a reader went back to it.
 */
export function consoleWindow(fold: ConsoleFold, position: number, from?: number): ConsoleWindow {
  const { entries, dropped } = fold;
  const end = before(entries, position) + 1;
  const latest = Math.floor((dropped + end) / STEP) * STEP - SHOWN;
  const start = Math.max(dropped, Math.min(latest, from ?? latest));
  return { from: start, groups: groupsOf(entries.slice(start - dropped, end)), earlier: start - dropped };
}

/** From which entry on a window shows an earlier part, too. */
export function further({ from }: ConsoleWindow): number {
  return Math.max(0, from - MORE);
}
