import { describe, expect, it } from "vitest";
import { essence } from "../../../playground/views/failures.ts";

describe("a failure in few words", () => {
  it("is what the task threw, not the words around it", () => {
    const message =
      "Job aborted due to stage failure: Task 1 in stage 0.0 failed 1 times, most recent failure: Lost task 1.0 in stage 0.0 (TID 1) (localhost executor driver): TypeError: no bad: lines";
    expect(essence({ name: "SparkError", message })).toBe("task 1: TypeError: no bad: lines");
  });

  it("is the message, or at least the name", () => {
    expect(essence({ name: "Error", message: "boom" })).toBe("boom");
    expect(essence({ name: "RangeError", message: "" })).toBe("RangeError");
  });
});
