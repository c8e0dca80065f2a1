import type { KeptInfo } from "../../../core/trace/events.ts";
import { seconds } from "../../i18n/format.ts";
import { numberOf } from "../attempts.ts";
import { type Say, siteWords } from "../timeline/words.ts";
import type { ProgramNode, RDDNode, StageFrame } from "./model.ts";

/** How a stream keeps its RDDs. */
export function keptWords(kept: KeptInfo | undefined, say: Say): string {
  const words = [];
  if (kept?.level !== undefined) words.push(kept.level);
  if (kept?.checkpoint !== undefined) words.push(say("graph.checkpoint", { time: seconds(kept.checkpoint) }));
  return words.join(" · ");
}

/** A DStream or an output operation as a sentence. */
export function programNodeWords(node: ProgramNode, say: Say): string {
  const { row, output, kept, used } = node;
  if (row === undefined) return output === undefined ? "" : `${output.operation}() · ${siteWords(output)}`;
  return [row.label, row.operation, row.detail, siteWords(row), keptWords(kept, say), used ? "" : say("graph.unused")]
    .filter((part) => part !== "")
    .join(" · ");
}

/** An RDD as a sentence. */
export function rddWords(node: RDDNode, say: Say): string {
  return [
    node.text,
    node.row === undefined || node.time === undefined ? "" : `${node.row.label} ${seconds(node.time)}`,
    node.level ?? "",
    node.kept === true ? say("graph.fromCache") : "",
    node.checkpointed === true ? say("graph.cut") : "",
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** A stage as the title of its frame. */
export function stageWords(stage: StageFrame, say: Say): string {
  const name = stage.stage === undefined ? say("graph.stage") : say("batches.stage", { stage: numberOf(stage.stage) });
  const what =
    stage.status === "skipped" || stage.status === "pending"
      ? say(`graph.stage.${stage.status}`)
      : say("batches.tasks", { count: stage.tasks });
  const end = stage.shuffle === undefined ? "" : say("graph.shuffle", { shuffle: numberOf(stage.shuffle) });
  return [name, what, end].filter((part) => part !== "").join(" · ");
}
