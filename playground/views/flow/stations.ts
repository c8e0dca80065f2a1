import type { FillingBlock } from "../timeline/model.ts";
import { rowOf } from "./rows.ts";
import type {
  FlowRow,
  FlowScene,
  FlowTask,
  InputPartition,
  IntakeStream,
  OutputScene,
  StageScene,
  StoredBlock,
} from "./scene.ts";

/** Something that holds records on their way, or will. */
export type Box =
  | {
      readonly kind: "cell";
      readonly id: string;
      readonly lane: number;
      readonly stream: IntakeStream;
      readonly cell: FillingBlock;
      readonly rows: readonly FlowRow[];
    }
  | {
      readonly kind: "block";
      readonly id: string;
      readonly lane: number;
      readonly block: StoredBlock;
      readonly rows: readonly FlowRow[];
    }
  | {
      readonly kind: "partition";
      readonly id: string;
      readonly lane: number;
      readonly input: InputPartition;
      readonly rows: readonly FlowRow[];
    }
  | {
      readonly kind: "task";
      readonly id: string;
      readonly lane: number;
      readonly stage: StageScene;
      readonly task: FlowTask;
      readonly rows: readonly FlowRow[];
    }
  | {
      readonly kind: "output";
      readonly id: string;
      readonly lane: number;
      readonly output: OutputScene;
      readonly rows: readonly FlowRow[];
    };

/** Stages that need the same number of shuffles before them stand in one station. */
export interface Station {
  readonly id: string;
  readonly kind: "intake" | "store" | "batch" | "stage" | "output";
  readonly stages: readonly StageScene[];
  readonly boxes: readonly Box[];
  /** Boxes that are not drawn. */
  readonly more: number;
}

/** The stations of a scene, in the order in which records pass them; of each the first `most` lanes. */
export function stationsOf(scene: FlowScene, most: number): Station[] {
  const { intake, batch } = scene;
  const stations: Station[] = [];
  if (intake !== undefined && intake.streams.length > 0) {
    const cells = intake.streams.flatMap((stream) =>
      stream.cells.map((cell, index): Box => {
        const id = `cell ${stream.stream} ${index}`;
        return { kind: "cell", id, lane: index, stream, cell, rows: cellRows(stream, cell, intake.to) };
      }),
    );
    stations.push(station("intake", cells, Number.POSITIVE_INFINITY));
    const blocks = intake.blocks.map(
      (block, lane): Box => ({ kind: "block", id: `block ${block.block}`, lane, block, rows: [block.row] }),
    );
    stations.push(station("store", blocks, most));
  }
  if (batch === undefined) return stations;
  const partitions = batch.partitions.map((input, lane): Box => {
    const id = `partition ${input.row.dstream} ${input.partition}`;
    return { kind: "partition", id, lane, input, rows: input.records === undefined ? [] : [input.records] };
  });
  stations.push(station("batch", partitions, most));
  const depths = Map.groupBy(batch.stages, (stage) => stage.depth);
  for (const [depth, stages] of [...depths].sort(([a], [b]) => a - b)) {
    const boxes = stages
      .flatMap((stage) => stage.tasks.map((task) => ({ stage, task })))
      .map(({ stage, task }, lane): Box => {
        return { kind: "task", id: taskId(stage.id, task.partition), lane, stage, task, rows: task.rows };
      });
    stations.push({ ...station("stage", boxes, most), id: `stage ${depth}`, stages });
  }
  if (batch.output !== undefined)
    stations.push(station("output", [{ kind: "output", id: "output", lane: 0, output: batch.output, rows: [] }], 1));
  return stations;
}

export function taskId(stage: string, partition: number): string {
  return `task ${stage} ${partition}`;
}

/** The name of a row of a box, wherever one is needed. */
export function rowId(box: { readonly id: string }, index: number): string {
  return `${box.id}/${index}`;
}

function station(kind: Station["kind"], boxes: readonly Box[], most: number): Station {
  const shown = boxes.slice(0, most);
  return { id: kind, kind, stages: [], boxes: shown, more: boxes.length - shown.length };
}

function cellRows(stream: IntakeStream, cell: FillingBlock, time: number): FlowRow[] {
  if (cell.records === 0) return [];
  const at = { row: stream.row, time, partition: -1, t: cell.from };
  return [rowOf(at, cell)];
}
