import { expectTypeOf, test } from "vitest";
import type { DStream, RDD } from "../../core/index.ts";

/** What the compiler has to say; nothing of it runs. */
function types(words: DStream<string>, numbers: RDD<number>) {
  expectTypeOf(words.map((word) => [word, 1])).toEqualTypeOf<DStream<[string, number]>>();
  expectTypeOf(words.flatMap((line) => line.split(" "))).toEqualTypeOf<DStream<string>>();
  expectTypeOf(words.map((word) => [word, 1]).reduceByKey((a, b) => a + b)).toEqualTypeOf<DStream<[string, number]>>();
  expectTypeOf(numbers.filter((n): n is 1 => n === 1)).toEqualTypeOf<RDD<1>>();
  expectTypeOf(numbers.map(() => undefined)).toEqualTypeOf<RDD<undefined>>();
  // @ts-expect-error a stream of texts has no keys
  words.reduceByKey((a) => a);
  // @ts-expect-error flatMap's function has to give something iterable
  words.flatMap((line) => line.length);
  // @ts-expect-error the values are numbers
  words.map((word) => [word, 1]).reduceByKey((a: string, b: string) => a + b);
  // @ts-expect-error filter's function has to say yes or no
  words.filter((word) => word.length);
}

test("operations by key exist on pairs only, and a pair is seen as one", () => {
  expectTypeOf(types).toBeFunction();
});
