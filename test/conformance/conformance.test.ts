import { readdirSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { NodeProcesses } from "../../core/host/node/processes.ts";
import type { CaseRecording, TableRecording } from "./harness/recording.ts";
import { judge, summary, unrecorded, type Verdict } from "./harness/referee.ts";

const folder = new URL("recordings/", import.meta.url);
const groups = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => ({
    group: file.replace(/\.json$/, ""),
    cases: JSON.parse(readFileSync(new URL(file, folder), "utf8")) as (CaseRecording | TableRecording)[],
  }));

const platform = {
  turn: () => new Promise<void>((resolve) => setImmediate(resolve)),
  processes: new NodeProcesses(),
};
const verdicts: Verdict[] = [];

afterAll(() => {
  console.log(summary(verdicts));
});

test("every program and every line of deviations.ts belongs to a recorded case", () => {
  expect(unrecorded(groups.flatMap(({ cases }) => cases))).toEqual([]);
});

describe.each(groups)("$group does what Spark does", ({ cases }) => {
  test.each(cases)("$id", async (recording) => {
    const verdict = await judge(recording, platform);
    verdicts.push(verdict);
    expect(verdict.status === "failed" ? verdict.message : "").toBe("");
  });
});
