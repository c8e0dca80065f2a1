import { ManualClock } from "../../core/host/clocks.ts";
import { type Host, installHost } from "../../core/host/host.ts";
import { SimFiles } from "../../core/sim/files.ts";

/** A host on the manual clock that shows nothing: what is measured is the engine. */
export function benchHost(): Host & { readonly clock: ManualClock } {
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  const clock = new ManualClock(turn);
  const host = {
    name: "bench",
    clock,
    files: new SimFiles(clock),
    network: {
      connect() {
        throw new Error("benchmarks on the manual clock have no network");
      },
    },
    processors: 2,
    random: () => 0.5,
    turn,
    trace: { previews: 0, write() {} },
  };
  installHost(host);
  return host;
}
