import type { Problem } from "../../core/lessons/problem.ts";

/** What is said of an answer that is wrong. */
export interface WrongAnswer {
  readonly kind: Problem["kind"];
  readonly says: RegExp;
}

/** For each lesson what is said of its start, and of answers that one could think right. */
export const WRONG_ANSWERS: Readonly<
  Record<string, { readonly start: WrongAnswer; readonly answers: Readonly<Record<string, WrongAnswer>> }>
> = {
  "01-network-word-count": {
    start: { kind: "wrong-output", says: /The batch at 1 s .*the The THE.*\(The,1\)/s },
    answers: {
      "empty-words": { kind: "wrong-output", says: /The batch at 1 s .*Your program printed.*\(,\d+\)/s },
      "upper-case": { kind: "wrong-output", says: /The batch at 1 s .*Your program printed.*\(THE,\d+\)/s },
      // an empty line has no word either
      "empty-line": { kind: "wrong-output", says: /The batch at 2 s .*from 1 s to 2 s.*"".*\(,1\)/s },
      "other-interval": { kind: "no-output", says: /Nothing is printed at 1 s.*prints at 2 s, 4 s/s },
    },
  },
  "02-a-sequence-of-rdds": {
    start: { kind: "said", says: /In the batch at 1 s the line "1 [a-z ]+" was measured 2 times/ },
    answers: {
      "cached-lines": { kind: "said", says: /In the batch at 1 s the line "1 [a-z ]+" was measured 2 times/ },
      "one-output": { kind: "wrong-output", says: /The batch at 1 s / },
      silent: { kind: "said", says: /was measured 0 times/ },
    },
  },
  "03-life-in-a-window": {
    start: {
      kind: "needless-output",
      says: /Something is printed at 5 s, where the task asks for no result.*from 0 s to 5 s.*line 1/s,
    },
    answers: {
      "same-batches": { kind: "failed", says: /must be (a )?multiple of.*same-batches\.ts:7/s },
      once: { kind: "wrong-output", says: /The batch at 12 s .*from 0 s to 12 s/s },
      "too-often": { kind: "needless-output", says: /Something is printed at 3 s/ },
      "three-times": { kind: "wrong-output", says: /The batch at 18 s .*from 6 s to 18 s/s },
    },
  },
};
