import {
  IllegalStateError,
  Interval,
  Milliseconds,
  Minutes,
  Receiver,
  Seconds,
  SparkError,
  StorageLevel,
  StreamingContext,
  Time,
} from "sluice";
import { batchFileName } from "../../../core/sinks/file-name.ts";
import { javaError } from "../harness/java-errors.ts";
import type { Programs } from "../harness/words.ts";
import { ArithmeticException, NotSer } from "./shared.ts";

/** Receives nothing. */
class IdleReceiver extends Receiver<string> {
  onStart(): void {}
  onStop(): void {}
}

export const errors: Programs = {
  "errors/no-output": async ({ ssc, input, observe, attempt }) => {
    input<number>("a").map((x) => x + 1);
    observe("start", null, await attempt(() => ssc.start()));
    observe("state after", null, ssc.getState());
    observe("start again", null, await attempt(() => ssc.start()));
  },

  "errors/start-twice": async ({ ssc, input, observe, attempt }) => {
    input<number>("a").print();
    observe("state before", null, ssc.getState());
    ssc.start();
    observe("state", null, ssc.getState());
    observe("second start", null, await attempt(() => ssc.start()));
  },

  "errors/start-after-stop": async ({ ssc, input, observe, attempt }) => {
    input<number>("a").print();
    ssc.start();
    await ssc.stop(false);
    observe("state", null, ssc.getState());
    observe("start", null, await attempt(() => ssc.start()));
    observe("stop again", null, await attempt(() => ssc.stop(false)));
    observe("add an operation", null, await attempt(() => input<number>("a")));
  },

  "errors/stop-before-start": async ({ ssc, input, observe, attempt }) => {
    input<number>("a").print();
    observe("stop", null, await attempt(() => ssc.stop(false)));
    observe("state", null, ssc.getState());
    observe("start", null, await attempt(() => ssc.start()));
  },

  "errors/add-after-start": async ({ ssc, input, observe, attempt }) => {
    const a = input<number>("a");
    a.print();
    ssc.start();
    observe("map", null, await attempt(() => a.map((x) => x + 1)));
    observe("print", null, await attempt(() => a.print()));
    observe("new input", null, await attempt(() => input<number>("a")));
    observe("window", null, await attempt(() => a.window(Seconds(2))));
    observe("transform", null, await attempt(() => a.transform((r) => r)));
    observe("persist", null, await attempt(() => a.persist(StorageLevel.MEMORY_ONLY)));
    observe("checkpoint", null, await attempt(() => a.checkpoint(Seconds(5))));
    observe("remember", null, await attempt(() => ssc.remember(Seconds(9))));
    observe("ssc.checkpoint", null, await attempt(() => ssc.checkpoint("/late")));
  },

  "errors/two-active": async ({ ssc, sc, input, testInput, observe, attempt }) => {
    input<number>("a").print();
    ssc.start();
    const other = new StreamingContext(sc, Seconds(1));
    testInput<number>(other, [], 1).print();
    observe("second context's start", null, await attempt(() => other.start()));
    observe("active is the first", null, StreamingContext.getActive() === ssc);
    await other.stop(false);
  },

  "errors/one-after-another": async ({ ssc, sc, input, testInput, observe, attempt }) => {
    input<number>("a").print();
    ssc.start();
    await ssc.stop(false);
    const other = new StreamingContext(sc, Seconds(1));
    testInput<number>(other, [], 1).foreachRDD(() => {});
    observe("start", null, await attempt(() => other.start()));
    observe("state", null, other.getState());
    await other.stop(false);
  },

  "errors/await-rethrows": async ({ ssc, input, observe, attempt, advance }) => {
    input<number>("a").foreachRDD((_r, t) => {
      throw new IllegalStateError(`job of ${t.milliseconds}`);
    });
    ssc.start();
    await advance(1000);
    observe("awaitTermination", null, await attempt(() => ssc.awaitTermination()));
    observe("state after", null, ssc.getState());
    observe("awaitTermination again", null, await attempt(() => ssc.awaitTermination()));
  },

  // here the timeout runs on the clock that the test moves
  "errors/await-timeout": async ({ ssc, input, observe, attempt, advance }) => {
    input<number>("a").foreachRDD(() => {});
    ssc.start();
    const running = attempt(() => ssc.awaitTerminationOrTimeout(50));
    await advance(50);
    observe("while running", null, await running);
    await ssc.stop(false);
    observe("after stop", null, await attempt(() => ssc.awaitTerminationOrTimeout(50)));
    observe("awaitTermination after stop", null, await attempt(() => ssc.awaitTermination()));
  },

  "errors/not-serializable-map": async ({ input, observe, attempt }) => {
    const bad = new NotSer();
    observe("map", null, await attempt(() => input<number>("a").map((x) => x + bad.n)));
  },

  "errors/not-serializable-checkpoint": async ({ ssc, input, observe, attempt }) => {
    const bad = new NotSer();
    input<number>("a").foreachRDD(() => {
      if (bad.n > 1) console.log("x");
    });
    observe("start", null, await attempt(() => ssc.start()));
  },

  "errors/getOrCreate-fresh": ({ sc, observe, files }) => {
    const ssc = StreamingContext.getOrCreate("/case/none", () => {
      observe("function called", null, true);
      return new StreamingContext(sc, Seconds(1));
    });
    observe("batch", null, ssc.batchDuration.milliseconds);
    observe("the folder exists", null, files.stat("/case/none") !== undefined);
  },

  "errors/not-serializable-rdd": async ({ ssc, input, observe, attempt, advance }) => {
    const bad = new NotSer();
    input<number>("a").foreachRDD(async (r, t) => observe("rdd.map", t, await attempt(() => r.map((x) => x + bad.n))));
    ssc.start();
    await advance(1000);
  },

  "errors/nested-rdd": async ({ ssc, input, observe, attempt, advance }) => {
    input<number>("a").foreachRDD(async (r, t) => {
      const other = r.sparkContext.parallelize([1, 2]);
      const counting = (x: number) => [other.count(), x];
      observe("map", t, await attempt(() => r.map(counting).collect()));
    });
    ssc.start();
    await advance(1000);
  },

  "errors/broadcast-rdd": async ({ sc, observe, attempt }) => {
    observe("broadcast", null, await attempt(() => sc.broadcast(sc.makeRDD([1]))));
  },

  // JavaScript's own division by zero is no error
  "errors/task-error-chain": async ({ sc, observe, attempt }) => {
    const divide = (x: number) => {
      if (x === 0) throw new ArithmeticException("/ by zero");
      return 10 / x;
    };
    observe("collect", null, await attempt(() => sc.makeRDD([1, 0], 2).map(divide).collect()));
  },

  "errors/missing-file": async ({ sc, dir, observe, attempt }) => {
    observe("textFile", null, await attempt(() => sc.textFile(`file:${dir}/nope.txt`) && "made"));
    observe("count", null, await attempt(() => sc.textFile(`file:${dir}/nope.txt`).count()));
  },

  "errors/save-exists": async ({ sc, dir, files, observe, attempt }) => {
    files.makeDirectory(`${dir}/there`);
    observe("save", null, await attempt(() => sc.makeRDD([1]).saveAsTextFile(`file:${dir}/there`)));
  },

  "errors/socket-refused": async ({ ssc, observe, advance, sleep }) => {
    ssc.socketTextStream("localhost", 1).foreachRDD(async (r, t) => observe("count", t, await r.count()));
    ssc.start();
    await sleep();
    await advance(1000);
    await sleep();
    observe("state", null, ssc.getState());
  },

  // here the timeout runs on the clock that the test moves
  "errors/wal-no-checkpoint": async ({ ssc, sc, observe, attempt, advance }) => {
    ssc.receiverStream(new IdleReceiver()).foreachRDD(async (r, t) => observe("batch", t, await r.count()));
    const failures: { readonly message: string }[] = [];
    sc.addSparkListener({
      onJobEnd: ({ jobResult }) => {
        if (jobResult.kind === "JobFailed") failures.push(jobResult.exception);
      },
    });
    observe("start", null, await attempt(() => ssc.start()));
    await advance(1000);
    const waited = attempt(() => ssc.awaitTerminationOrTimeout(300));
    await advance(300);
    observe("awaitTerminationOrTimeout", null, await waited);
    const [first] = failures;
    observe("first failed receiver job", null, first === undefined ? null : javaError(new SparkError(first.message)));
    observe("receiver jobs failed more than once", null, failures.length > 1);
  },

  "errors/defaults": ({ sc, observe }) => {
    observe("appName", null, sc.appName);
    observe("master", null, sc.master);
    observe("defaultParallelism", null, sc.defaultParallelism);
    observe("defaultMinPartitions", null, sc.defaultMinPartitions);
  },

  "errors/time-arithmetic": async ({ observe, attempt }) => {
    const o = async (name: string, f: () => unknown) => observe(name, null, await attempt(f));
    await o("Seconds(5)", () => String(Seconds(5)));
    await o("Milliseconds(1500)", () => String(Milliseconds(1500)));
    await o("Minutes(2)", () => String(Minutes(2)));
    await o("Seconds(90).prettyPrint", () => Seconds(90).prettyPrint());
    await o("Milliseconds(0).prettyPrint", () => Milliseconds(0).prettyPrint());
    await o("Milliseconds(1500).toFormattedString", () => Milliseconds(1500).toFormattedString());
    await o("Seconds(3) isMultipleOf Milliseconds(1500)", () => Seconds(3).isMultipleOf(Milliseconds(1500)));
    await o("Seconds(3) / Milliseconds(2000)", () => Seconds(3).div(Seconds(2)));
    await o("Seconds(3) * 2", () => Seconds(3).times(2).milliseconds);
    await o("Seconds(1) < Seconds(2)", () => Seconds(1).less(Seconds(2)));
    await o("Seconds(1).isZero", () => Seconds(1).isZero());
    await o("Time(2500)", () => String(new Time(2500)));
    await o("Time(2500).floor(Seconds(1))", () => new Time(2500).floor(Seconds(1)).milliseconds);
    await o(
      "Time(2500).floor(Seconds(1), Time(300))",
      () => new Time(2500).floor(Seconds(1), new Time(300)).milliseconds,
    );
    await o("Time(3000).isMultipleOf(Seconds(2))", () => new Time(3000).isMultipleOf(Seconds(2)));
    await o("Time(1000) until Time(4000)", () =>
      new Time(1000).until(new Time(4000), Seconds(1)).map((t) => t.milliseconds),
    );
    await o("Time(1000) to Time(4000)", () => new Time(1000).to(new Time(4000), Seconds(1)).map((t) => t.milliseconds));
    await o("Time(5000) - Time(2000)", () => String(new Time(5000).minus(new Time(2000))));
    await o("Time(5000) - Seconds(2)", () => String(new Time(5000).minus(Seconds(2))));
    await o("Time(1) < Time(2)", () => new Time(1).less(new Time(2)));
    await o("Interval(1000,3000)", () => String(new Interval(new Time(1000), new Time(3000))));
    await o("rdd-1000.txt", () => batchFileName("rdd", "txt", new Time(1000)));
    await o("rdd-1000", () => batchFileName("rdd", "", new Time(1000)));
    await o("rdd-1000 null", () => batchFileName("rdd", null, new Time(1000)));
    await o("null prefix", () => batchFileName(null, "txt", new Time(1000)));
  },

  "errors/inverse-no-checkpoint": async ({ ssc, input, observe, attempt }) => {
    input<number>("a")
      .map((x): [number, number] => [x, 1])
      .reduceByKeyAndWindow(
        (x, y) => x + y,
        (x, y) => x - y,
        Seconds(2),
      )
      .print();
    observe("start", null, await attempt(() => ssc.start()));
  },
};
