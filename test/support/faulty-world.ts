import type { FaultPlan, FaultyWorld } from "../../core/sim/faults.ts";

/** For parts of a world by themselves: what goes wrong does so by half. */
export function faultyWorld(plan: FaultPlan, die: () => void = () => {}): FaultyWorld {
  return { plan, isDead: false, die, cutPower: die, pass() {}, random: () => 0.5 };
}
