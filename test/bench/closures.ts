import { pack, revive } from "../../core/closure/index.ts";
import { type Benchmark, timed } from "./benchmark.ts";
import type { Place } from "./place.ts";

const MADE = 2_000_000;
const CALLS = 5_000_000;
const WORDS = ["to", "be", "or", "not", "quick", "kind", "stream"];

// as in programs/closures.ts; this file is not compiled
function makeBare(count: number): (x: number) => number {
  let made: (x: number) => number = (x) => x;
  for (let i = 0; i < count; i++) made = (x) => x + i;
  return made;
}

function barePredicate(stop: ReadonlySet<string>, length: number): (word: string) => boolean {
  return (word) => !stop.has(word) && word.length > length;
}

/** What it costs to create a closure that the transform registered, beside a bare one. */
export async function createClosures(place: Place): Promise<Benchmark> {
  const { makeClosures } = await place.programs();
  const make = async (f: (count: number) => (x: number) => number) => {
    const { value, cost } = await timed(() => f(MADE));
    return { cost, check: String(value(1)) };
  };
  return {
    name: `Creating ${MADE} closures, registered by the transform`,
    unit: "ms",
    limit: 4,
    warmUp: 3,
    runs: 11,
    ours: () => make(makeClosures),
    theirs: () => make(makeBare),
  };
}

/** What it costs to call a closure that was shipped, beside a bare one. */
export async function callShippedClosure(place: Place): Promise<Benchmark> {
  const program = await place.programs();
  const stop = new Set(["the", "or"]);
  const [shipped] = revive(pack([program.predicate(stop, 3)])) as [(word: string) => boolean];
  const bare = barePredicate(stop, 3);
  return {
    name: `Calling a shipped closure ${CALLS} times`,
    unit: "ms",
    limit: 1.1,
    warmUp: 5,
    runs: 21,
    ours: () => call(callShipped, shipped),
    theirs: () => call(callBare, bare),
  };
}

async function call(loop: (f: (word: string) => boolean) => number, f: (word: string) => boolean) {
  const { value, cost } = await timed(() => loop(f));
  return { cost, check: String(value) };
}

// one loop each: a call site that has seen both would be slower for both
function callShipped(f: (word: string) => boolean): number {
  let yes = 0;
  for (let i = 0; i < CALLS; i++) if (f(WORDS[i % WORDS.length]!)) yes++;
  return yes;
}

function callBare(f: (word: string) => boolean): number {
  let yes = 0;
  for (let i = 0; i < CALLS; i++) if (f(WORDS[i % WORDS.length]!)) yes++;
  return yes;
}
