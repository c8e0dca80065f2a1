import { type Duration, Seconds } from "../../core/conf/time.ts";
import { SparkConf, SparkContext, StreamingContext } from "../../core/index.ts";
import type { SimHost } from "../../core/sim/sim-host.ts";
import { StreamingTest, type StreamingTestOptions } from "../../core/testing/index.ts";
import type { TraceEvent, TraceEventOf, TraceKind } from "../../core/trace/events.ts";

/** A `StreamingTest` for the engine's own tests, which make contexts of all kinds by themselves, one after the other, and move its clock by hand. */
export class World {
  readonly #test: StreamingTest;

  constructor(options: Pick<StreamingTestOptions, "previews" | "start" | "taskCost"> = {}) {
    this.#test = new StreamingTest({ previews: 20, ...options });
  }

  get events(): TraceEvent[] {
    return this.#test.trace;
  }

  get host(): SimHost {
    return this.#test.host;
  }

  get clock() {
    return this.#test.clock;
  }

  sc(master = "local[2]", conf: Record<string, string> = {}): SparkContext {
    return new SparkContext(new SparkConf().setMaster(master).setAll(Object.entries(conf)));
  }

  ssc(master = "local[2]", conf: Record<string, string> = {}, batch: Duration = Seconds(1)): StreamingContext {
    return new StreamingContext(this.sc(master, conf), batch);
  }

  of<K extends TraceKind>(kind: K): TraceEventOf<K>[] {
    return this.#test.of(kind);
  }

  /** What was printed. */
  get stdout(): string {
    return this.#test.stdout;
  }

  /** What was warned of and complained about. */
  get codes(): (string | undefined)[] {
    return this.of("log").map((event) => event.code);
  }

  /** Stops whatever the test left running. */
  end(): Promise<void> {
    return this.#test.stop({ mayFail: true });
  }
}
