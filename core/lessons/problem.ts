import type { ErrorInfo } from "../trace/events.ts";
import type { Text } from "./lesson.ts";
import type { TypedLine } from "./scenario.ts";

/** What a program printed in a batch is not what the task asks for. */
export interface WrongOutput {
  readonly kind: "wrong-output";
  /** The batch time, in milliseconds. */
  readonly time: number;
  /** The input that the output is made of: from this time on, and what was typed since. */
  readonly from: number;
  readonly typed: readonly TypedLine[];
  readonly expected: readonly string[];
  readonly printed: readonly string[];
}

/** Why an answer is not right yet. All times are in milliseconds. */
export type Problem =
  | WrongOutput
  /** Nothing is printed at a time at which the task asks for it; `instead`: at these times something is. */
  | { readonly kind: "no-output"; readonly time: number; readonly instead: readonly number[] }
  /** Something is printed at a time at which the task wants nothing. */
  | { readonly kind: "needless-output"; readonly time: number; readonly printed: readonly string[] }
  /** What a lesson says itself, about the batch at `time` and what was typed for it. */
  | {
      readonly kind: "said";
      readonly time: number;
      readonly from: number;
      readonly typed: readonly TypedLine[];
      readonly text: Text;
    }
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
