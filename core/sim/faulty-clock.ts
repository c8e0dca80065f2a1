import { ManualClock } from "../host/clocks.ts";
import { TIMER_ORDER, type Timer, type TimerOrder } from "../host/host.ts";
import type { Fault, FaultyWorld } from "./faults.ts";

/** A clock at whose timers the driver may die, and which is late, sleeps or is put back, by a plan. */
export class FaultyClock extends ManualClock {
  readonly #world: FaultyWorld;

  constructor(world: FaultyWorld, ...rest: ConstructorParameters<typeof ManualClock>) {
    super(...rest);
    this.#world = world;
  }

  override schedule(at: number, run: () => void, order?: TimerOrder): Timer {
    // what arrives has its own place where it goes wrong
    if (order === TIMER_ORDER.arrival) return super.schedule(at, run, order);
    return super.schedule(
      at,
      () => {
        const fault = this.#world.plan.at({ kind: "timer" });
        if (fault === undefined) run();
        else this.#wrong(fault, run);
      },
      order,
    );
  }

  #wrong(fault: Fault, run: () => void): void {
    const { random, pass } = this.#world;
    switch (fault) {
      case "crash-before":
        this.#world.die();
        return;
      case "power-cut":
        this.#world.cutPower();
        return;
      case "late":
        pass(random() * 5);
        break;
      case "sleep":
        pass(10 + random() * 10);
        break;
      case "back":
        this.jumpTo(Math.max(0, this.now() - Math.floor(random() * 5000)));
    }
    run();
    if (fault === "crash-after") this.#world.die();
  }
}
