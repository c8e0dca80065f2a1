import { readdirSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import type { CaseRecording, TableRecording } from "./harness/recording.ts";
import { summary, unrecorded, type Verdict } from "./harness/referee.ts";
import type { Setting } from "./harness/run-case.ts";

export type Recording = CaseRecording | TableRecording;

const folder = new URL("recordings/", import.meta.url);
const groups = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => ({
    group: file.replace(/\.json$/, ""),
    cases: JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Recording[],
  }));

/** A test for every recorded case, of every group, in one of the settings. `judge` runs a case there. Ends with a line that counts. */
export function describeCases(setting: Setting, judge: (recording: Recording) => Promise<Verdict>): void {
  const verdicts: Verdict[] = [];
  afterAll(() => {
    console.log(summary(setting, verdicts));
  });

  test("every program and every line of deviations.ts belongs to a recorded case", () => {
    expect(unrecorded(groups.flatMap(({ cases }) => cases))).toEqual([]);
  });

  describe.each(groups)(`$group does what Spark does (${setting})`, ({ cases }) => {
    test.each(cases)("$id", async (recording) => {
      const verdict = await judge(recording);
      verdicts.push(verdict);
      expect(verdict.status === "failed" ? verdict.message : "").toBe("");
    });
  });
}
