import { NodeProcesses } from "../../core/host/node/processes.ts";
import { describeCases } from "./describe-cases.ts";
import { judge } from "./harness/referee.ts";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describeCases("Node", (recording) => judge(recording, { setting: "Node", turn, processes: new NodeProcesses() }));
