import type { Deed, Happening, WorldDeed } from "../sim/deeds.ts";

/** A line that somebody types into a netcat. */
export interface TypedLine {
  /** When, in milliseconds of the run's own time, which begins at 0. */
  readonly at: number;
  readonly line: string;
  /** The netcat's host and port; `localhost` and 9999 if left out. */
  readonly host?: string;
  readonly port?: number;
}

/** What surrounds a program while it runs: who does what and when, chance, and the end. The same scenario gives the same trace, everywhere. */
export interface Scenario {
  readonly lines: readonly TypedLine[];
  /** What else is done to its world: files that come and go, netcats that end. */
  readonly happenings?: readonly Happening<WorldDeed>[];
  /** The run ends at this time, in milliseconds. */
  readonly until: number;
  /** Of all randomness; 1 if left out. */
  readonly seed?: number;
}

/** A scenario with nothing left out, as hosts take it. */
export interface World<D extends Deed = Deed> {
  readonly seed: number;
  /** How many milliseconds each task takes, so that a batch takes its time, as on a small cluster. */
  readonly taskCost: number;
  readonly happenings: readonly Happening<D>[];
}

/** A world in which nothing happens by itself. */
export const QUIET_WORLD: World<never> = { seed: 1, taskCost: 12, happenings: [] };

/** The world of a scenario. */
export function worldOf({ seed = QUIET_WORLD.seed, lines, happenings = [] }: Scenario): World<WorldDeed> {
  const typed = lines.map(
    ({ at, line, host = "localhost", port = 9999 }): Happening<WorldDeed> => ({ kind: "line", at, host, port, line }),
  );
  return { ...QUIET_WORLD, seed, happenings: [...typed, ...happenings] };
}
