import { IllegalArgumentError } from "./errors.ts";

/** The settings that Sluice reads, with Spark's defaults. A key outside of this list has no effect here. */
export const DEFAULTS = {
  /**
   * Where tasks run: `inline`, in the driver's thread; `workers`, in a thread for every slot; `auto`, wherever stages of their kind turned out to be
   * faster, after a first one that has taken long inline. On a clock that does not run by itself, as in the playground, `auto` is `inline`: how
   * threads overlap is not the same in every run.
   */
  "sluice.executor": "auto",
  /** How much memory persisted and received blocks may take, by estimate; what was used least recently makes room. */
  "sluice.storage.memory": "512m",
  "spark.default.parallelism": undefined,
  "spark.hadoop.validateOutputSpecs": "true",
  "spark.rdd.limit.initialNumPartitions": "1",
  "spark.rdd.limit.scaleUpFactor": "4",
  /** Do the batches before say how fast receivers take records in? The keys under `pid` are factors, `minRate` is in records a second. */
  "spark.streaming.backpressure.enabled": "false",
  /** Records a second that a receiver takes until there is an estimate, also without backpressure; without it `maxRate`. */
  "spark.streaming.backpressure.initialRate": undefined,
  "spark.streaming.backpressure.pid.derived": "0.0",
  "spark.streaming.backpressure.pid.integral": "0.2",
  "spark.streaming.backpressure.pid.minRate": "100",
  "spark.streaming.backpressure.pid.proportional": "1.0",
  "spark.streaming.backpressure.rateEstimator": "pid",
  "spark.streaming.blockInterval": "200ms",
  "spark.streaming.concurrentJobs": "1",
  /** Files of a file stream are remembered for so long: older ones are never read, younger ones once. */
  "spark.streaming.fileStream.minRememberDuration": "60s",
  /** For so long a graceful stop goes on at most; ten batch intervals if left out. */
  "spark.streaming.gracefulStopTimeout": undefined,
  /** A chain of changes to the states of mapWithState is made short when it is so long, and the states are written to a checkpoint. */
  "spark.streaming.sessionByKey.deltaChainThreshold": "20",
  /** Records a second that a receiver takes at most; without it there is no limit. */
  "spark.streaming.receiver.maxRate": undefined,
  /** After so long the driver begins another file of its log of received blocks. */
  "spark.streaming.driver.writeAheadLog.rollingIntervalSecs": "60",
  "spark.streaming.driver.writeAheadLog.maxFailures": "3",
  "spark.streaming.driver.writeAheadLog.closeFileAfterWrite": "false",
  /** Is what receivers store written to a log below the checkpoint directory, so that it outlives the driver? */
  "spark.streaming.receiver.writeAheadLog.enable": "false",
  "spark.streaming.receiver.writeAheadLog.rollingIntervalSecs": "60",
  "spark.streaming.receiver.writeAheadLog.maxFailures": "3",
  "spark.streaming.receiver.writeAheadLog.closeFileAfterWrite": "false",
  "spark.streaming.receiverRestartDelay": "2000",
  /** Is what was received worked off when the process is asked to end? On Spark only when this says so. */
  "spark.streaming.stopGracefullyOnShutdown": "true",
  "spark.streaming.stopSparkContextByDefault": "true",
  "spark.streaming.unpersist": "true",
  "spark.task.maxFailures": undefined,
} as const satisfies Record<string, string | undefined>;

export type KnownKey = keyof typeof DEFAULTS;

/** Keys under these prefixes are the engine's own: one that is not known is a mistake, and not somebody else's setting. */
const OWN_PREFIXES = ["spark.streaming.", "sluice."];

/** Spark's streaming keys that Sluice knows of and does not use; they are accepted without a word. */
const UNUSED =
  /^spark\.streaming\.(ui\.|driver\.writeAheadLog\.|receiver\.writeAheadLog\.|kafka\.|kinesis\.|dynamicAllocation\.|fileStream\.|sessionByKey\.|clock|checkpoint\.|internal\.|manualClock\.|minRememberDuration|blockQueueSize|concurrentJobs|historicalServer|allowBatchesAfterStop|stopGracefully)/;

/** Throws for a key of the engine's own that does not exist, naming the nearest one. */
export function checkKey(key: string): void {
  if (!OWN_PREFIXES.some((prefix) => key.startsWith(prefix))) return;
  if (key in DEFAULTS || UNUSED.test(key)) return;
  const nearest = nearestKey(key);
  throw new IllegalArgumentError(`Unknown configuration key '${key}'`, {
    code: "UNKNOWN_CONF_KEY",
    advice:
      nearest === undefined
        ? "Remove it, or look up its name in Spark's configuration guide."
        : `Did you mean '${nearest}'?`,
  });
}

function nearestKey(key: string): string | undefined {
  let best: string | undefined;
  let bestDistance = 1 + Math.floor(key.length / 3);
  for (const known of Object.keys(DEFAULTS)) {
    const distance = editDistance(key.toLowerCase(), known.toLowerCase());
    if (distance < bestDistance) {
      best = known;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]!;
}
