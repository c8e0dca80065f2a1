import type { FaultDeed } from "../../core/sim/fault-deeds.ts";
import { seconds } from "../i18n/format.ts";
import type { Say } from "../views/timeline/words.ts";

/** Milliseconds of the run's time. */
const RESTART = 2000;
const LASTING = 5000;
const SLOWER = 600;

/** The driver dies. */
export const DEATHS: readonly FaultDeed[] = [{ kind: "kill-driver", restart: RESTART }, { kind: "kill-driver" }];

/** What can go wrong in every program. */
export const TROUBLES: readonly FaultDeed[] = [
  { kind: "slow-tasks", by: SLOWER, lasts: LASTING },
  { kind: "slow-tasks", by: 2 * SLOWER, partition: 0, lasts: LASTING },
  { kind: "fail-writes", files: "log" },
  { kind: "fail-writes", files: "checkpoint" },
  { kind: "fail-writes", files: "any", lasts: LASTING },
];

/** What can be written down to go wrong before it is known what a program has. */
export const SCRIPTED: readonly FaultDeed[] = [
  ...DEATHS,
  { kind: "start-driver" },
  { kind: "kill-receiver", stream: 0 },
  // the slot of the first is mostly a receiver's
  { kind: "kill-executor", executor: 1 },
  ...TROUBLES,
];

/** What somebody who chooses it is told of it; `stream` names an input stream. */
export function faultWords(deed: FaultDeed, say: Say, stream: (id: number) => string = String): string {
  switch (deed.kind) {
    case "kill-driver":
      if (deed.restart === undefined) return say("faults.kill");
      return say("faults.killAndRestart", { time: seconds(deed.restart) });
    case "start-driver":
      return say("faults.start");
    case "kill-receiver":
      return say("faults.receiver", { name: stream(deed.stream) });
    case "kill-executor":
      return say("faults.executor", { executor: deed.executor });
    case "fail-writes":
      if (deed.lasts === undefined) return say(`faults.once.${deed.files}`);
      return say(`faults.full.${deed.files}`, { time: seconds(deed.lasts) });
    case "slow-tasks": {
      const { by, partition, lasts } = deed;
      if (by === 0) return say("faults.quick");
      const words = partition === undefined ? say("faults.slow", { by }) : say("faults.straggler", { by, partition });
      return lasts === undefined ? words : say("faults.lasting", { what: words, time: seconds(lasts) });
    }
  }
}
