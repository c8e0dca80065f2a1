import type { ErrorInfo } from "../trace/events.ts";
import type { Text } from "./lesson.ts";
import type { TypedLine } from "./scenario.ts";

/** A batch, by its time, and the input that its output is made of: from which time on, and what was typed since. */
export interface JudgedBatch {
  readonly time: number;
  readonly from: number;
  readonly typed: readonly TypedLine[];
}

/** Why an answer is not right yet. All times are in milliseconds. */
export type Problem =
  /** What is printed in a batch is not what the task asks for. */
  | (JudgedBatch & {
      readonly kind: "wrong-output";
      readonly expected: readonly string[];
      readonly printed: readonly string[];
    })
  /** Nothing is printed at a time at which the task asks for it; `instead`: at these times something is. */
  | (JudgedBatch & {
      readonly kind: "no-output";
      readonly expected: readonly string[];
      readonly instead: readonly number[];
    })
  /** Something is printed at a time at which the task wants nothing. */
  | (JudgedBatch & { readonly kind: "needless-output"; readonly printed: readonly string[] })
  /** What a lesson says itself. */
  | (JudgedBatch & { readonly kind: "said"; readonly text: Text })
  | ProgramProblem;

/** What can be wrong with any program, whatever its task. */
export type ProgramProblem =
  /** It does not compile; each mistake as `FILE:LINE:COLUMN: MESSAGE`. */
  | { readonly kind: "refused"; readonly mistakes: readonly string[] }
  /** It threw, or a batch failed. */
  | { readonly kind: "failed"; readonly error: ErrorInfo }
  /** It did not come back for so many milliseconds of real time. */
  | { readonly kind: "loops"; readonly waited: number }
  /** It printed more than so many characters. */
  | { readonly kind: "floods"; readonly limit: number }
  /** It used up the memory that it may have. */
  | { readonly kind: "memory" }
  /** No context was started: because there is none, `start()` was not called, or it was stopped or waits before that. */
  | { readonly kind: "never-started"; readonly context: boolean }
  /** Nothing that it prints comes from `print()`. */
  | { readonly kind: "never-prints" };
