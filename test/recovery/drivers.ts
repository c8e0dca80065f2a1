import { installHost } from "../../core/host/host.ts";
import { Seconds, SparkConf, StreamingContext } from "../../core/index.ts";
import type { FaultPlan } from "../../core/sim/faults.ts";
import { SimHost } from "../../core/sim/sim-host.ts";
import type { TraceEvent } from "../../core/trace/events.ts";

/** Lets the event loop turn once. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** One driver of several that live one after the other, or at the same time, over the same files. */
export class Driver {
  readonly host: SimHost;
  readonly events: TraceEvent[] = [];

  /** With the clock and files of `after`, which may still live; `faults` say what goes wrong. */
  constructor(after?: Driver, faults?: FaultPlan) {
    const trace = {
      previews: 0,
      write: (event: { readonly kind: string }) => void this.events.push(event as TraceEvent),
    };
    this.host = new SimHost({ turn, trace, ...(after && { after: after.host }), ...(faults && { faults }) });
    installHost(this.host);
  }

  /** What was warned of and complained about. */
  get codes(): (string | undefined)[] {
    return this.events.flatMap((event) => (event.kind === "log" && event.level !== "info" ? [event.code] : []));
  }

  /** What was printed. */
  get printed(): string {
    return this.events.map((event) => (event.kind === "console" ? event.text : "")).join("");
  }

  /** The context of a program that prints lines from `localhost:9999`, which it logs, recovered if there is something in the directory. */
  printsLines(directory = "/checkpoint"): StreamingContext {
    installHost(this.host);
    return StreamingContext.getOrCreate(directory, () => {
      const conf = new SparkConf().setMaster("local[2]").setAppName("PrintsLines");
      conf.set("spark.streaming.receiver.writeAheadLog.enable", "true");
      const ssc = new StreamingContext(conf, Seconds(1));
      ssc.checkpoint(directory);
      ssc.socketTextStream("localhost", 9999).print();
      return ssc;
    });
  }

  /** The context of a program that prints what appears in `/in`, recovered if there is something in `/checkpoint`. */
  printsFiles(directory = "/checkpoint"): StreamingContext {
    installHost(this.host);
    return StreamingContext.getOrCreate(directory, () => {
      const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("PrintsFiles"), Seconds(1));
      ssc.checkpoint(directory);
      ssc.textFileStream("/in").print();
      return ssc;
    });
  }
}
