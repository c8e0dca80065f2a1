import { DEVIATIONS, type Deviation, NOT_YET, PARTS } from "../deviations.ts";
import { PROGRAMS } from "../programs/index.ts";
import { stillMissing } from "./api.ts";
import { differences } from "./compare.ts";
import { rowDifference, rowName } from "./hash-table.ts";
import { inGeneralForm } from "./other-forms.ts";
import type { CaseRecording, TableRecording } from "./recording.ts";
import { type Platform, runCase, type Setting } from "./run-case.ts";

/** What came of a case. Only `failed` is bad; the others are what the list of deviations says of it. */
export type Status = "passed" | "deviates" | "partly" | "not yet" | "failed";

/** What came of a case, and what there is to say about it: why it failed, deviates or waits. */
export interface Verdict {
  readonly id: string;
  readonly status: Status;
  readonly message: string;
}

/** Runs a case and compares it with its recording, by the list of deviations. Never skips one silently. */
export async function judge(recorded: CaseRecording | TableRecording, platform: Platform): Promise<Verdict> {
  const { id } = recorded;
  const verdict = (status: Status, message: string): Verdict => ({ id, status, message });
  const listed = [DEVIATIONS, PARTS, NOT_YET].filter((list) => id in list).length;
  if (listed > 1) return verdict("failed", `${id} stands in deviations.ts twice`);
  if ("keys" in recorded) return judgeTable(recorded);

  const program = PROGRAMS[id];
  const waitsFor = NOT_YET[id] ?? PARTS[id]?.missing;
  if (waitsFor !== undefined) {
    const missing = stillMissing(waitsFor);
    if (missing.length === 0)
      return verdict(
        "failed",
        `All that ${id} waits for exists now (${waitsFor.join(", ")}): port it and strike it from deviations.ts`,
      );
    if (id in PARTS && missing.length < waitsFor.length)
      return verdict(
        "failed",
        `Some of what ${id} waits for exists now (${waitsFor.filter((operation) => !missing.includes(operation)).join(", ")}): ` +
          "port its outputs and strike them from deviations.ts",
      );
    if (id in NOT_YET) {
      if (program !== undefined)
        return verdict(
          "failed",
          `${id} has a program and waits for ${missing.join(", ")} in deviations.ts: one of them has to go`,
        );
      return verdict("not yet", `needs ${missing.join(", ")}`);
    }
  }
  if (program === undefined) return verdict("failed", `${id} has neither a program nor a line in deviations.ts`);

  const recording = inGeneralForm(recorded);
  const outcome = await runCase(recording, program, platform);
  const part = PARTS[id];
  if (part !== undefined) {
    const rest = { ...recording, expected: recording.expected.filter((entry) => !part.outputs.includes(entry.output)) };
    const unlike = differences(rest, outcome);
    return unlike.length > 0
      ? verdict("failed", unlike.join("\n"))
      : verdict("partly", `needs ${stillMissing(part.missing).join(", ")}`);
  }
  const unlike = differences(recording, outcome);
  const deviation = deviationIn(platform.setting, id);
  if (deviation === undefined) return unlike.length > 0 ? verdict("failed", unlike.join("\n")) : verdict("passed", "");
  if (unlike.length === 0)
    return deviation.raceIn?.includes(platform.setting)
      ? verdict("deviates", deviation.reason)
      : verdict("failed", `${id} does what Spark does (${platform.setting}): strike it from deviations.ts`);
  const beyond = differences(deviating(recording, deviation), outcome);
  return beyond.length > 0 ? verdict("failed", beyond.join("\n")) : verdict("deviates", deviation.reason);
}

function deviationIn(setting: Setting, id: string): Deviation | undefined {
  const deviation = DEVIATIONS[id];
  return deviation?.settings?.includes(setting) === false ? undefined : deviation;
}

/** The recording as it would be if Spark did what Sluice does. */
function deviating(recording: CaseRecording, deviation: Deviation): CaseRecording {
  const { instead = [], error = recording.expectedError } = deviation;
  const replaced = recording.expected.map(
    (entry) => instead.find((other) => other.time === entry.time && other.output === entry.output) ?? entry,
  );
  return { ...recording, expected: replaced, expectedError: error };
}

function judgeTable(recording: TableRecording): Verdict {
  const { id } = recording;
  const deviation = DEVIATIONS[id];
  const allowed = new Set(deviation?.keys);
  const wrong = recording.keys.flatMap((row) => {
    const difference = rowDifference(row);
    if (difference === undefined)
      return allowed.has(rowName(row))
        ? [`${rowName(row)} lands where Spark puts it: strike it from deviations.ts`]
        : [];
    return allowed.has(rowName(row)) ? [] : [difference];
  });
  if (wrong.length > 0) return { id, status: "failed", message: wrong.join("\n") };
  return { id, status: deviation === undefined ? "passed" : "deviates", message: deviation?.reason ?? "" };
}

/** Ids that have a program or stand in deviations.ts, and were never recorded. */
export function unrecorded(recordings: readonly { readonly id: string }[]): string[] {
  const recorded = new Set(recordings.map((recording) => recording.id));
  const known = [PROGRAMS, DEVIATIONS, PARTS, NOT_YET].flatMap((list) => Object.keys(list));
  return known.filter((id) => !recorded.has(id));
}

/** How many cases came out how in a setting, in all and by group: one line. */
export function summary(setting: Setting, verdicts: readonly Verdict[]): string {
  const groups = Map.groupBy(verdicts, (verdict) => verdict.id.split("/")[0]!);
  const parts = [...groups].map(([group, members]) => `${group}: ${counts(members)}`);
  return `Conformance with Spark (${setting}): ${counts(verdicts)}; by group: ${parts.join("; ")}`;
}

function counts(verdicts: readonly Verdict[]): string {
  const byStatus = Map.groupBy(verdicts, (verdict) => verdict.status);
  const texts = [...byStatus].map(([status, ofStatus]) => `${ofStatus.length} ${status}`);
  return `${texts.sort().join(", ")} of ${verdicts.length}`;
}
