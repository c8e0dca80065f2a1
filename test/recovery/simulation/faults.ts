import type { Fault, FaultPlan, FaultPoint } from "../../../core/sim/faults.ts";

/** Nothing goes wrong before the first checkpoint is there: until then there is nothing to go on from, and another driver begins anew. */
export function onceThereIsACheckpoint(plan: FaultPlan): FaultPlan {
  let isThere = false;
  return {
    at(point: FaultPoint): Fault | undefined {
      const wasThere = isThere;
      isThere ||= point.kind === "rename" && /\/checkpoint-\d+$/.test(point.path ?? "");
      return wasThere ? plan.at(point) : undefined;
    },
  };
}
