import { afterAll } from "vitest";
import { NodeProcesses } from "../../core/host/node/processes.ts";
import { NodeWorkers } from "../../core/host/node/workers.ts";
import { PooledWorkers } from "../support/pooled-workers.ts";
import { describeCases } from "./describe-cases.ts";
import { judge } from "./harness/referee.ts";
import type { Platform } from "./harness/run-case.ts";

const workers = new PooledWorkers(new NodeWorkers());
const platform: Platform = {
  setting: "Node, threads",
  turn: () => new Promise<void>((resolve) => setImmediate(resolve)),
  processes: new NodeProcesses(),
  workers,
};

afterAll(() => workers.close());

describeCases(platform.setting, (recording) => judge(recording, platform));
