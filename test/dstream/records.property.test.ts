import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bag } from "../support/bag.ts";
import { checkAll, EXECUTORS, type Input, type Outcome, outcomes } from "../support/generated.ts";
import { build, type Pipeline, SMALL, type Step } from "./programs/pipelines.ts";

// ── programs ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const number = fc.integer({ min: 0, max: 20 });
const few = fc.integer({ min: 1, max: 5 });

const input: fc.Arbitrary<Input<number>> = fc.record({
  batches: fc.array(
    fc.oneof(
      { weight: 8, arbitrary: fc.array(number, { maxLength: 12 }) },
      { weight: 1, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
    { minLength: 1, maxLength: 4 },
  ),
  numPartitions: few,
});

const { pipeline } = fc.letrec<{ pipeline: Pipeline; step: Step }>((tie) => ({
  pipeline: fc.record({
    input: fc.integer({ min: 0, max: 1 }),
    steps: fc.array(tie("step"), { maxLength: 5 }),
  }),
  step: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record({ op: fc.constant("map" as const), times: few, plus: number }),
    fc.record({ op: fc.constant("filter" as const), divisor: fc.integer({ min: 2, max: 4 }), rest: fc.nat(3) }),
    fc.record({ op: fc.constant("flatMap" as const), copies: few }),
    fc.record({ op: fc.constant("mapPartitions" as const), plus: number }),
    fc.record({ op: fc.constantFrom("glom" as const, "cache" as const, "count" as const, "reduce" as const) }),
    fc.record({
      op: fc.constant("reduceByKey" as const),
      keys: few,
      numPartitions: few,
      keep: fc.constantFrom("sum" as const, "max" as const),
    }),
    fc.record({
      op: fc.constantFrom("groupByKey" as const, "combineByKey" as const),
      keys: few,
      numPartitions: few,
    }),
    fc.record({ op: fc.constantFrom("repartition" as const, "countByValue" as const), numPartitions: few }),
    fc.record({
      op: fc.constant("transform" as const),
      by: fc.constantFrom("distinct" as const, "sortBy" as const, "doubled" as const, "coalesce" as const),
    }),
    fc.record({ op: fc.constant("union" as const), other: tie("pipeline") }),
    fc.record({
      op: fc.constant("transformWith" as const),
      other: tie("pipeline"),
      by: fc.constantFrom("subtract" as const, "intersection" as const, "zipCounts" as const),
    }),
  ),
}));

const programs = fc.record({ inputs: fc.tuple(input, input), pipeline });

// ── what they mean, for arrays ───────────────────────────────────────────────────────────────────────────────────────────────

/** The records of a batch; null where there is no RDD. */
type Records = readonly number[] | null;

/** Some operations cannot do without an RDD, and their batch fails. */
class NoRDD extends Error {}

function model(pipeline: Pipeline, inputs: readonly Records[]): Records {
  return pipeline.steps.reduce<Records>((records, step) => after(step, records, inputs), inputs[pipeline.input]!);
}

function present(records: Records): readonly number[] {
  if (records === null) throw new NoRDD();
  return records;
}

function after(step: Step, records: Records, inputs: readonly Records[]): Records {
  return made(step, records, inputs) ?? null;
}

/** Undefined where there is no RDD to make one of. */
function made(step: Step, records: Records, inputs: readonly Records[]): Records | undefined {
  switch (step.op) {
    case "map":
      return records?.map((n) => (n * step.times + step.plus) % SMALL);
    case "filter":
      return records?.filter((n) => n % step.divisor !== step.rest);
    case "flatMap":
      return records?.flatMap((n) => Array.from({ length: n % (step.copies + 1) }, (_, i) => (n + i) % SMALL));
    case "mapPartitions":
      return records?.map((n) => (n + step.plus) % SMALL);
    case "glom":
    case "cache":
      return records;
    case "reduceByKey":
      return byKey(records, step.keys, (numbers) => (step.keep === "sum" ? sum(numbers) : Math.max(...numbers)));
    case "groupByKey":
      return byKey(records, step.keys, sum);
    case "combineByKey":
      return byKey(records, step.keys, (numbers) => numbers.length);
    case "countByValue":
      return byKey(records, Number.POSITIVE_INFINITY, (numbers) => numbers.length);
    case "reduce":
      return records && (records.length === 0 ? [] : [records.reduce((a, b) => (a + b) % SMALL)]);
    case "repartition":
      return present(records);
    case "count":
      return [present(records).length];
    case "transform":
      switch (step.by) {
        case "distinct":
          return [...new Set(present(records))];
        case "doubled":
          return [...present(records), ...present(records)];
        default:
          return present(records);
      }
    case "union":
      return [...present(records), ...present(model(step.other, inputs))];
    case "transformWith": {
      const [left, right] = [present(records), present(model(step.other, inputs))];
      if (step.by === "zipCounts") return [left.length, right.length].filter((count) => count > 0);
      if (step.by === "subtract") return left.filter((n) => !right.includes(n));
      return [...new Set(left)].filter((n) => right.includes(n));
    }
  }
}

function byKey(records: Records, keys: number, value: (numbers: readonly number[]) => number): Records {
  if (records === null) return null;
  const groups = Map.groupBy(records, (n) => n % keys);
  return [...groups].map(([key, numbers]) => (key * 31 + value(numbers)) % SMALL);
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

function expected(pipeline: Pipeline, inputs: readonly Input<number>[]): Outcome<number>[] {
  const length = Math.max(...inputs.map(({ batches }) => batches.length));
  return Array.from({ length }, (_, i) => {
    try {
      return model(
        pipeline,
        inputs.map(({ batches }) => (i < batches.length ? batches[i]! : [])),
      );
    } catch (error) {
      if (error instanceof NoRDD) return "failed";
      throw error;
    }
  });
}

const bags = (batches: readonly Outcome<number>[]) =>
  batches.map((batch) => (Array.isArray(batch) ? bag(batch) : (batch as null | "failed")));

// ── properties ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

describe.each(EXECUTORS)("generated programs, %s", (executor) => {
  const runs = executor === "inline" ? 100 : 15;

  test("give what their plain meaning for arrays gives, batch by batch", () =>
    checkAll(programs, runs, async ({ inputs, pipeline }) => {
      const actual = await outcomes(executor, inputs, (streams) => build(pipeline, streams));
      expect(bags(actual)).toEqual(bags(expected(pipeline, inputs)));
    }));

  test("give the same in however many partitions their input comes", () =>
    checkAll(fc.record({ programs, other: few }), runs, async ({ programs: { inputs, pipeline }, other }) => {
      const elsewhere = inputs.map((each) => ({ ...each, numPartitions: other }));
      const [one, two] = [
        await outcomes(executor, inputs, (streams) => build(pipeline, streams)),
        await outcomes(executor, elsewhere, (streams) => build(pipeline, streams)),
      ];
      expect(bags(two)).toEqual(bags(one));
    }));
});
