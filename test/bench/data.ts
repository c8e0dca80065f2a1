/** Deterministic data, the same byte for byte as what the recorded Spark figures were measured on. */

function xorshift32(seed: number): () => number {
  let s = seed | 0 || 1;
  return () => {
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    return s >>> 0;
  };
}

const VOCABULARY = 10_000;

/** 10,000 words of 3 to 10 letters. */
const words: readonly string[] = (() => {
  const random = xorshift32(12345);
  const made = new Set<string>();
  while (made.size < VOCABULARY) {
    const letters = Array.from({ length: 3 + (random() % 8) }, () => 97 + (random() % 26));
    made.add(String.fromCharCode(...letters));
  }
  return [...made];
})();

/** Cumulated weights by Zipf's law: a few words make most of the text, as in speech. */
const cumulated: Float64Array = (() => {
  const sums = new Float64Array(VOCABULARY);
  let total = 0;
  for (let i = 0; i < VOCABULARY; i++) {
    total += Math.floor(400_000_000 / (i + 1));
    sums[i] = total;
  }
  return sums;
})();

function pick(random: () => number): string {
  const x = random() % cumulated[VOCABULARY - 1]!;
  let low = 0;
  let high = VOCABULARY - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cumulated[middle]! > x) high = middle;
    else low = middle + 1;
  }
  return words[low]!;
}

/** `count` lines of ten words with one space between them. */
export function lines(seed: number, count: number): string[] {
  const random = xorshift32(seed);
  return Array.from({ length: count }, () => Array.from({ length: 10 }, () => pick(random)).join(" "));
}

/** Keys are texts that are objects of their own, and flat, as they come out of a socket or a file. */
function key(n: number): string {
  return anew(`k${n}`);
}

function anew(text: string): string {
  const units: number[] = [];
  for (let i = 0; i < text.length; i++) units.push(text.charCodeAt(i));
  return String.fromCharCode(...units);
}

/** What the keys of a run are: the very texts of earlier runs, with which the engines of JavaScript have kept their hash; or new ones, as every batch of a stream brings them. */
export type Keys = "known" | "new";

/** The pairs for one side of a run. */
export function forRun(keys: Keys, pairs: readonly [string, number][]): readonly [string, number][] {
  return keys === "known" ? pairs : pairs.map(([key, value]) => [anew(key), value]);
}

/** What a benchmark's name says of its keys. */
export function titleOf(keys: Keys): string {
  return keys === "known" ? "inline" : "inline, keys that are new in every run";
}

/** `count` pairs with keys by chance, out of `keys` different ones, and values below 1,000. */
export function pairs(seed: number, count: number, keys: number): [string, number][] {
  const random = xorshift32(seed);
  return Array.from({ length: count }, () => {
    const k = random() % keys;
    return [key(k), random() % 1000];
  });
}

/** `count` pairs with different keys, numbered from `from` on, in an order by chance. */
export function uniquePairs(seed: number, from: number, count: number): [string, number][] {
  const random = xorshift32(seed);
  const numbers = Array.from({ length: count }, (_, i) => from + i);
  for (let i = count - 1; i > 0; i--) {
    const j = random() % (i + 1);
    [numbers[i], numbers[j]] = [numbers[j]!, numbers[i]!];
  }
  return numbers.map((n) => [key(n), n]);
}
