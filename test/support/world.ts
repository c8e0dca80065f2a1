import type { Duration } from "../../core/conf/time.ts";
import { Seconds } from "../../core/conf/time.ts";
import { installHost } from "../../core/host/host.ts";
import { SparkConf, SparkContext, StreamingContext } from "../../core/index.ts";
import { SimHost } from "../../core/sim/sim-host.ts";
import type { TraceEvent, TraceEventOf, TraceKind } from "../../core/trace/events.ts";

/** A simulated world on the manual clock with everything that a test of the engine looks at: the trace. */
export class World {
  readonly events: TraceEvent[] = [];
  readonly host: SimHost;
  #contexts: { stop(): unknown }[] = [];

  constructor(options: { previews?: number; start?: number; taskCost?: number } = {}) {
    this.host = new SimHost({
      turn: () => new Promise((resolve) => setImmediate(resolve)),
      trace: { previews: options.previews ?? 20, write: (event) => this.events.push(event as TraceEvent) },
      start: options.start,
    });
    if (options.taskCost !== undefined) Object.assign(this.host, { taskCost: () => options.taskCost });
    installHost(this.host);
  }

  get clock() {
    return this.host.clock;
  }

  sc(master = "local[2]", conf: Record<string, string> = {}): SparkContext {
    const sc = new SparkContext(new SparkConf().setMaster(master).setAppName("test").setAll(Object.entries(conf)));
    this.#contexts.push(sc);
    return sc;
  }

  ssc(master = "local[2]", conf: Record<string, string> = {}, batch: Duration = Seconds(1)): StreamingContext {
    const ssc = new StreamingContext(this.sc(master, conf), batch);
    this.#contexts.push({ stop: () => ssc.stop() });
    return ssc;
  }

  of<K extends TraceKind>(kind: K): TraceEventOf<K>[] {
    return this.events.filter((event): event is TraceEventOf<K> => event.kind === kind);
  }

  /** What was printed. */
  get stdout(): string {
    return this.of("console")
      .map((event) => event.text)
      .join("");
  }

  /** What was warned of and complained about. */
  get codes(): (string | undefined)[] {
    return this.of("log").map((event) => event.code);
  }

  /** Stops whatever the test left running. */
  async end(): Promise<void> {
    for (const context of this.#contexts.reverse()) {
      const stopped = context.stop();
      await this.clock.advance(2000);
      await stopped;
    }
    this.#contexts = [];
    installHost(undefined);
  }
}
