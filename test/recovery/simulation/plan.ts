import { seededRandom } from "../../../core/sim/random.ts";

/** A word and a number. */
export type Pair = [word: string, n: number];

/** What is done with the pairs of each interval. */
export type Step =
  | { readonly kind: "sums" }
  | { readonly kind: "window"; readonly window: number; readonly slide: number }
  | { readonly kind: "incremental"; readonly window: number; readonly slide: number; readonly filtered: boolean }
  | { readonly kind: "state"; readonly interval: number | undefined }
  | { readonly kind: "state-with-removal" }
  | { readonly kind: "map-with-state"; readonly timeout: number | undefined; readonly interval: number | undefined }
  | { readonly kind: "join" }
  | { readonly kind: "state-of-window"; readonly window: number };

/** A program, and what it is given: all out of one number. */
export interface Plan {
  readonly seed: number;
  /** Batch by batch. */
  readonly a: readonly Pair[][];
  readonly b: readonly Pair[][];
  readonly partitions: number;
  readonly steps: readonly Step[];
  /** Do its tasks run in executors of their own? */
  readonly executors: boolean;
  /** How many milliseconds each task takes. */
  readonly taskCost: number;
  /** Does `a` come as a file for each batch that has any, in the directory `/a`? */
  readonly files: boolean;
}

const WORDS = ["to", "be", "or", "not", "that", "is", "the", "question"];

/** The files in which `a` comes: each changed in the middle of its batch, and there from the beginning. */
export function filesOf({ a }: Plan): { path: string; content: string; modified: number }[] {
  return a.flatMap((pairs, i) => {
    const content = pairs.map(([word, n]) => `${word} ${n}\n`).join("");
    return pairs.length === 0 ? [] : [{ path: `/a/${i}`, content, modified: i * 1000 + 500 }];
  });
}

/** The plan of a seed: `batches` of input, one to three outputs. */
export function planOf(seed: number, batches: number): Plan {
  const random = seededRandom(seed, 2);
  const below = (n: number): number => Math.floor(random() * n);
  const input = (): Pair[][] =>
    Array.from({ length: batches }, () =>
      Array.from({ length: below(4) === 0 ? 0 : below(6) }, (): Pair => [WORDS[below(WORDS.length)]!, below(10)]),
    );
  const step = (): Step => {
    const slide = 1 + below(2);
    const window = slide * (1 + below(3));
    const interval = below(2) === 0 ? undefined : 1 + below(4);
    const steps: readonly Step[] = [
      { kind: "sums" },
      { kind: "window", window, slide },
      { kind: "incremental", window, slide, filtered: below(2) === 0 },
      { kind: "state", interval },
      { kind: "state-with-removal" },
      { kind: "map-with-state", timeout: below(2) === 0 ? undefined : 2 + below(3), interval },
      { kind: "join" },
      { kind: "state-of-window", window: 1 + below(3) },
    ];
    return steps[below(steps.length)]!;
  };
  const world = seededRandom(seed, 5);
  return {
    seed,
    executors: world() < 1 / 3,
    taskCost: world() < 1 / 4 ? Math.floor(world() * 300) : 0,
    files: world() < 1 / 4,
    a: input(),
    b: input(),
    partitions: 1 + below(3),
    steps: Array.from({ length: 1 + below(3) }, step),
  };
}
