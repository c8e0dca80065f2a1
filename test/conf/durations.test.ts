import { expect, test } from "vitest";
import { Milliseconds } from "../../core/index.ts";

test("durations for people are rounded as Java rounds a float", () => {
  const shown = [999, 1150, 1450, 59_999, 90_000, 3_600_000, 5_418_000].map((ms) => Milliseconds(ms).prettyPrint());
  expect(shown).toEqual(["999 ms", "1.1 s", "1.5 s", "60.0 s", "1.5 m", "1.00 h", "1.50 h"]);
});
