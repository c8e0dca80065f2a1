import { UnsupportedOperationError } from "../conf/errors.ts";

/** Spark's error where there is no record to begin with. */
export function emptyCollection(): UnsupportedOperationError {
  return new UnsupportedOperationError("empty collection", {
    code: "EMPTY_COLLECTION",
    advice: "Ask isEmpty() first, or use take(1), or fold with a zero value.",
  });
}
