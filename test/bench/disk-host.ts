import { ManualClock } from "../../core/host/clocks.ts";
import { NodeFiles } from "../../core/host/node/files.ts";
import { NodeHost } from "../../core/host/node/node-host.ts";
import type { TraceEvent } from "../../core/trace/events.ts";

/** The files of this machine; knows how long it has waited for the disk. */
class TimedFiles extends NodeFiles {
  /** Milliseconds in all. */
  waited = 0;

  override flush(path: string): void {
    const started = performance.now();
    super.flush(path);
    this.waited += performance.now() - started;
  }
}

/** The outside of a program on the machine's disk whose clock is moved by hand. */
export class DiskHost extends NodeHost {
  override readonly clock = new ManualClock(() => this.turn());
  override readonly files = new TimedFiles();

  constructor(watch: (event: TraceEvent) => void = () => {}) {
    super({ previews: 0, write: (event) => watch(event as TraceEvent) });
  }
}
