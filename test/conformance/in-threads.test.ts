import { readdirSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { NodeProcesses } from "../../core/host/node/processes.ts";
import { PooledWorkers } from "../support/pooled-workers.ts";
import type { CaseRecording, TableRecording } from "./harness/recording.ts";
import { judge } from "./harness/referee.ts";

const folder = new URL("recordings/", import.meta.url);
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const workers = new PooledWorkers();
const platform = { turn, processes: new NodeProcesses(), workers };

afterAll(() => workers.close());

/** All cases once more, with an executor thread for every slot: it must not matter where tasks run. */
describe.each(readdirSync(folder).filter((file) => file.endsWith(".json")))("%s, in threads", (file) => {
  const cases = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as (CaseRecording | TableRecording)[];
  test.each(cases)("$id", async (recording) => {
    const verdict = await judge(recording, platform);
    expect(verdict.status === "failed" ? verdict.message : "").toBe("");
  });
});
