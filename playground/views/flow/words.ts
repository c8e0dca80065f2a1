import { duration, interval, seconds } from "../../i18n/format.ts";
import { numberOf } from "../attempts.ts";
import { essence } from "../failures.ts";
import { printed } from "../preview.ts";
import type { Say } from "../timeline/words.ts";
import type { BatchScene, FlowRow, FlowScene, FlowTask, IntakeStream } from "./scene.ts";
import type { Box, Station } from "./stations.ts";

/** A station's head: its name, and what is to be said of it. */
export function stationWords(
  station: Station,
  scene: FlowScene,
  say: Say,
): { readonly title: string; readonly more: string } {
  const { intake, batch } = scene;
  switch (station.kind) {
    case "intake":
      return { title: say("flow.interval"), more: say("flow.buffer") };
    case "store":
      return { title: interval(intake!.from, intake!.to), more: say("flow.store") };
    case "batch": {
      const count = batch!.inputs.reduce((sum, input) => sum + input.total, 0);
      return { title: say("flow.at", { time: seconds(batch!.time) }), more: say("flow.partitions", { count }) };
    }
    case "stage": {
      const numbers = station.stages.flatMap((stage) => stage.numbers);
      const title =
        numbers.length === 0
          ? say("flow.stage.unnumbered")
          : say("flow.stage", { numbers: numbers.map(numberOf).join(", ") });
      const tasks = station.stages.reduce((sum, stage) => sum + stage.tasks.length, 0);
      return { title, more: say("batches.tasks", { count: tasks }) };
    }
    case "output":
      return { title: say("flow.outputHead"), more: say("console.driver") };
  }
}

/** What a box is, as its head says it. */
export function boxWords(box: Box, say: Say): string {
  switch (box.kind) {
    case "cell":
      return interval(box.cell.from, box.cell.to);
    case "block":
      return box.block.block;
    case "partition":
      return say("flow.partition", { partition: box.input.partition });
    case "task":
      return say("flow.task", { partition: box.task.partition });
    case "output":
      return `${box.output.output.operation}()`;
  }
}

/** What there is to add: where it is, how it goes. */
export function boxDetail(box: Box, say: Say): string {
  switch (box.kind) {
    case "cell":
      return say(`flow.cell.${box.cell.state}`);
    case "block":
      return box.block.where === "memory" && box.block.level !== ""
        ? box.block.level
        : say(`flow.block.${box.block.where}`);
    case "partition":
      return "";
    case "task":
      return taskWords(box.task, box.stage.status === "skipped", say);
    case "output": {
      const { status, duration: took } = box.output;
      if (status === "failed") return say("output.failed");
      if (status === "done") return took === undefined ? "" : duration(took);
      return say(`flow.output.${status}`);
    }
  }
}

function taskWords(task: FlowTask, skipped: boolean, say: Say): string {
  const words: string[] = [];
  if (task.slot !== undefined) words.push(say("flow.slot", { slot: task.slot }));
  if (skipped) words.push(say("flow.task.skipped"));
  else if (task.status === "failed") words.push(say("output.failed"));
  else if (task.status !== "done") words.push(say(`flow.task.${task.status}`));
  else if (task.duration !== undefined) words.push(duration(task.duration));
  if (task.failures > 0) words.push(say("flow.task.failures", { count: task.failures }));
  return words.join(" · ");
}

/** The receiver of a stream: its slot, or why it does not receive. */
export function receiverWords(
  { status, slot }: IntakeStream,
  say: Say,
): { readonly text: string; readonly failed: boolean } {
  if (status === undefined) return { text: "", failed: false };
  if (status.status === "started")
    return { text: slot === undefined ? say("receiver.started") : say("flow.receiver", { slot }), failed: false };
  return { text: `${say(`receiver.${status.status}`)}: ${status.words}`, failed: status.status !== "waiting" };
}

/** The records of a row, as a sentence. */
export function rowWords(row: FlowRow, time: number | undefined, say: Say): string {
  const name = row.row?.label ?? "";
  const of = row.kept
    ? say("flow.row.kept", { name, time: seconds(row.time) })
    : row.time === time
      ? name
      : `${name} ${seconds(row.time)}`;
  const head = [row.sign ?? "", of].filter((part) => part !== "").join(" ");
  if (row.isToCome) return `${head}: ${say("cell.pending")}`;
  if (row.untold) return `${head}: ${say("flow.row.untold")}`;
  if (row.total === 0) return `${head}: ${say("flow.row.empty")}`;
  const more = row.total - row.records.length;
  const rest = [more > 0 ? `+${more}` : "", row.partly ? say("flow.row.partly") : ""].filter((part) => part !== "");
  return `${head}: ${[row.records.map(printed).join(", "), ...rest].join(" · ")}`;
}

/** Why nothing more is to be seen of a batch, if that is so. */
export function batchNote(scene: FlowScene, time: number | undefined, say: Say): string {
  const { batch } = scene;
  if (batch === undefined) return time === undefined ? "" : say("flow.noBatch", { time: seconds(time) });
  if (batch.status === "generation-failed")
    return say("flow.generationFailed", {
      time: seconds(batch.time),
      message: batch.error === undefined ? "" : essence(batch.error),
    });
  if (batch.status === "waiting") return say("flow.waits", { time: seconds(batch.time) });
  if (batch.output === undefined && batch.status !== "generating")
    return say("flow.noJob", { time: seconds(batch.time) });
  if (batch.stages.length === 0 && batch.output !== undefined && batch.output.jobs.length > 0)
    return say("flow.noRdds");
  return "";
}

/** Whether receivers have all the slots, so that no task ever runs. */
export function isStarving({ lanes }: BatchScene): boolean {
  return lanes.length > 0 && lanes.every((lane) => lane.receiver !== undefined);
}
