// The referee in a browser's worker, with the recorded programs; started by the referee itself, it is an executor.
import { capturePlatform } from "../../../core/host/browser/platform.ts";
import { installScriptEvaluator } from "../../../core/host/browser/script-evaluator.ts";
import { BrowserWorkers } from "../../../core/host/browser/workers.ts";
import type { ToExecutor } from "../../../core/scheduler/protocol.ts";
import { serveExecutor } from "../../../playground/sandbox/executor.ts";
import type { CaseRecording, TableRecording } from "../../conformance/harness/recording.ts";
import { judge } from "../../conformance/harness/referee.ts";
import type { Setting } from "../../conformance/harness/run-case.ts";
import { PooledWorkers } from "../../support/pooled-workers.ts";

/** A case to judge. */
export interface Call {
  readonly id: number;
  readonly recording: CaseRecording | TableRecording;
  readonly setting: Setting;
}

function serveReferee(first: Call): void {
  installScriptEvaluator();
  const { turn } = capturePlatform();
  const workers = new PooledWorkers(new BrowserWorkers(globalThis.location.href));
  const answer = async ({ id, recording, setting }: Call): Promise<void> => {
    const inWorkers = setting === "Chromium, workers";
    const verdict = await judge(recording, { setting, turn, ...(inWorkers ? { workers } : {}) }).catch(
      (error: Error) => ({ id: recording.id, status: "failed", message: error.stack }),
    );
    postMessage({ id, verdict });
  };
  addEventListener("message", ({ data }: MessageEvent<Call>) => void answer(data));
  void answer(first);
}

addEventListener(
  "message",
  ({ data }: MessageEvent<Call | ToExecutor>) => {
    if ("recording" in data) serveReferee(data);
    else serveExecutor(data);
  },
  { once: true },
);
