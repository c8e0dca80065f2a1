import { ManualClock } from "../host/clocks.ts";
import { TIMER_ORDER, type Timer, type TimerOrder } from "../host/host.ts";
import type { FaultPlan } from "./faults.ts";

/** A clock at whose timers the driver may die, by a plan. */
export class FaultyClock extends ManualClock {
  readonly #plan: FaultPlan;
  readonly #die: () => void;

  constructor(plan: FaultPlan, die: () => void, ...rest: ConstructorParameters<typeof ManualClock>) {
    super(...rest);
    this.#plan = plan;
    this.#die = die;
  }

  override schedule(at: number, run: () => void, order?: TimerOrder): Timer {
    const kind = order === TIMER_ORDER.arrival ? "arrival" : "timer";
    const mayDie = (): void => {
      const fault = this.#plan.at({ kind });
      if (fault === "crash-before") {
        this.#die();
        return;
      }
      run();
      if (fault === "crash-after") this.#die();
    };
    return super.schedule(at, mayDie, order);
  }
}
