import { IllegalArgumentError, SparkError } from "./errors.ts";

/** What a master URL asks for: how many task slots, and how often one task may fail before its job does. */
export interface Master {
  readonly slots: number;
  readonly maxFailures: number;
}

const LOCAL = /^local(?:\[\s*(\*|\d+)\s*(?:,\s*(\d+)\s*)?\])?$/;
const CLUSTER = /^(spark|yarn|k8s|mesos|local-cluster)\b/;

const MOST_SLOTS = 1024;

/**
 * Reads a master URL: `local` (one slot), `local[N]`, `local[*]` (a slot a processor), `local[N,F]` (a task may fail F times).
 * Anything else is refused: Sluice runs on one machine.
 */
export function parseMaster(url: string, processors: number): Master {
  const match = LOCAL.exec(url.trim());
  if (match === null) {
    const cluster = CLUSTER.test(url);
    throw new SparkError(`Could not parse Master URL: '${url}'`, {
      code: "MASTER_URL",
      advice: cluster
        ? "Sluice runs on one machine: use local[2] here, and take the same program to Apache Spark for a cluster."
        : "Use local, local[N], local[*] or local[N,F], for instance local[2].",
    });
  }
  const [, threads, failures] = match;
  const slots = threads === undefined ? 1 : threads === "*" ? processors : Number(threads);
  if (slots < 1) {
    throw new SparkError(`Asked to run locally with ${slots} threads`, {
      code: "MASTER_URL",
      advice: "At least one task slot is needed, and one more for every receiver: local[2].",
    });
  }
  if (slots > MOST_SLOTS) {
    throw new SparkError(`Asked to run locally with ${slots} threads`, {
      code: "MASTER_URL",
      advice: `At most ${MOST_SLOTS} task slots are possible on one machine; local[*] takes one for every processor.`,
    });
  }
  const maxFailures = failures === undefined ? 1 : Number(failures);
  if (maxFailures < 1) {
    throw new IllegalArgumentError(`Master URL '${url}' allows a task ${maxFailures} failures`, {
      code: "MASTER_URL",
      advice: "The second number of local[N,F] is at least 1.",
    });
  }
  return { slots, maxFailures };
}
