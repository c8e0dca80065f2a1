import { availableParallelism } from "node:os";
import { SystemClock } from "../clocks.ts";
import type { Files } from "../files.ts";
import type { Clock, Host, Network, TraceSink } from "../host.ts";
import type { Processes } from "../processes.ts";
import type { Workers } from "../workers.ts";
import "./fast-crc32.ts";
import { NodeFiles } from "./files.ts";
import { importPackage } from "./import-package.ts";
import { NodeNetwork } from "./network.ts";
import { NodeProcesses } from "./processes.ts";
import { TerminalSink } from "./terminal-sink.ts";
import { NodeWorkers } from "./workers.ts";

/** The real outside: the wall clock, TCP, files, other programs, the terminal. */
export class NodeHost implements Host {
  readonly name = "node";
  readonly clock: Clock = new SystemClock({
    now: () => Date.now(),
    setTimeout: (run, milliseconds) => setTimeout(run, milliseconds),
    clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
  });
  readonly network: Network = new NodeNetwork();
  readonly files: Files = new NodeFiles();
  readonly processes: Processes = new NodeProcesses();
  readonly workers: Workers = new NodeWorkers();
  readonly trace: TraceSink;
  readonly processors = availableParallelism();

  /** `trace`: where the trace goes; what programs print and the warnings go to the terminal if it is left out. */
  constructor(trace: TraceSink = new TerminalSink()) {
    this.trace = trace;
  }

  random(): number {
    return Math.random();
  }

  importPackage(specifier: string, importer: string): unknown {
    return importPackage(specifier, importer);
  }

  turn(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
