import { QUIET_WORLD, type World } from "../../core/lessons/scenario.ts";
import type { Happening } from "../../core/sim/deeds.ts";
import { type FaultDeed, isFault } from "../../core/sim/fault-deeds.ts";

/** A row of the script: what goes wrong, and when. */
export interface ScriptedFault {
  /** Milliseconds of a run's own time, which begins at 0. */
  readonly at: number;
  readonly deed: FaultDeed;
}

/** So many things may be written down to go wrong. */
export const MOST_SCRIPTED = 50;

/** What goes wrong in each run that begins from now on, at its time. */
export class FaultScript {
  rows = $state.raw<readonly ScriptedFault[]>([]);

  add(row: ScriptedFault): void {
    if (this.rows.length < MOST_SCRIPTED) this.rows = [...this.rows, row];
  }

  change(index: number, by: Partial<ScriptedFault>): void {
    this.rows = this.rows.map((row, i) => (i === index ? { ...row, ...by } : row));
  }

  remove(index: number): void {
    this.rows = this.rows.filter((_, i) => i !== index);
  }

  clear(): void {
    this.rows = [];
  }

  /** Takes over what goes wrong of what happens in a world of another; gives back the rest. */
  take(happenings: readonly Happening[]): readonly Happening[] {
    const scripted = happenings.filter((each) => isFault(each)).slice(0, MOST_SCRIPTED);
    this.rows = scripted.map(({ at, ...deed }) => ({ at, deed }));
    return happenings.filter((each) => !scripted.includes(each as (typeof scripted)[number]));
  }

  /** The world in which that goes wrong, for a run whose time begins at `begin`; undefined where nothing is said of any. */
  into(world: World | undefined, begin: number): World | undefined {
    if (this.rows.length === 0) return world;
    const { happenings, ...rest } = world ?? QUIET_WORLD;
    const scripted = this.rows.map(({ at, deed }): Happening => ({ ...deed, at: begin + at }));
    return { ...rest, happenings: [...happenings, ...scripted] };
  }
}
