import type { Preview } from "../../../core/trace/events.ts";
import { seconds } from "../../i18n/format.ts";
import { colourOf } from "../dstreams.ts";
import { drawn, fitting, keyOf, recordWidth, textWidth } from "../preview.ts";
import type { RecordPlace } from "../selection.svelte.ts";
import type { FlowRow, FlowScene, StageScene } from "./scene.ts";
import { type Box, rowId, type Station } from "./stations.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

/** A record where it is drawn. */
export interface Token extends Rect {
  readonly id: string;
  /** Its row, and its place in it. */
  readonly row: string;
  readonly index: number;
  readonly record: Preview;
  /** As it is written. */
  readonly parts: readonly string[];
  /** 1 to 8: the number of its DStream's colour; 8 for none. */
  readonly colour: number;
  readonly key: string;
  /** It is a copy that an earlier job left. */
  readonly kept: boolean;
  /** Where it is a record of an RDD. */
  readonly place: RecordPlace | undefined;
  /** Where it comes from: the place itself moved, or the records of which it is made. */
  readonly origins: readonly Origin[];
}

/** Something that sets off from a place and becomes a record. */
export interface Origin extends Point {
  readonly width: number;
  readonly record: Preview;
  /** As it is written. */
  readonly parts: readonly string[];
  readonly colour: number;
  /** Of a way that is not straight: what it is drawn to, as a Bézier curve is. */
  readonly bend?: readonly [Point, Point];
}

export interface PlacedRow extends Rect {
  readonly id: string;
  readonly row: FlowRow;
  /** Where the records begin. */
  readonly start: number;
  readonly tokens: readonly Token[];
  /** How many records are not drawn. */
  readonly more: number;
}

export interface PlacedBox extends Rect {
  readonly box: Box;
  readonly rows: readonly PlacedRow[];
}

export interface PlacedStation {
  readonly station: Station;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly boxes: readonly PlacedBox[];
  /** Where it is said what is not drawn, or that nothing is there. */
  readonly noteY: number;
}

/** A way between two boxes. */
export interface Line {
  readonly id: string;
  readonly from: Point;
  readonly to: Point;
  /** Boxes at its ends: it is lit where records of both are. */
  readonly boxes: readonly [string, string];
}

/** A bucket of a shuffle at the edge of the task that fills it. */
export interface Bucket extends Point {
  readonly id: string;
  readonly stage: string;
  readonly number: number;
  readonly records: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly stations: readonly PlacedStation[];
  readonly lines: readonly Line[];
  readonly buckets: readonly Bucket[];
  readonly tokens: readonly Token[];
}

export interface LayoutOptions {
  readonly width: number;
  /** One station below the other, as on a phone. */
  readonly stacked: boolean;
  /** For so many lanes there is room in any case. */
  readonly lanes: number;
}

export const TOKEN_HEIGHT = 15;
const ROW_HEIGHT = 19;
const HEAD_HEIGHT = 58;
const GAP = 8;
const COLUMN_GAP = 16;
const SHUFFLE_GAP = 78;
const TOKEN_GAP = 4;
const PADDING = 8;
const NOTE = 18;

/** The width of a station: at least, at most, and as a part of the whole width; stages share what is left. None depends on how many there are of others. */
const WIDTHS: Readonly<
  Record<Exclude<Station["kind"], "stage">, readonly [least: number, most: number, part: number]>
> = {
  intake: [132, 260, 0.12],
  store: [132, 260, 0.12],
  batch: [124, 240, 0.115],
  output: [160, 320, 0.15],
};
const STAGE = [190, 900] as const;

/** Where everything of a scene is, in pixels; what is on its way is told by each record's origins. */
export function layOut(scene: FlowScene, stations: readonly Station[], options: LayoutOptions): Layout {
  const placed = options.stacked ? stack(scene, stations, options) : inColumns(scene, stations, options);
  const boxes = placed.flatMap((station) => station.boxes);
  const byId = new Map(boxes.map((box) => [box.box.id, box]));
  const buckets = options.stacked ? [] : boxes.flatMap(bucketsOf);
  const around: Around = { stations: placed, byId, stacked: options.stacked, sources: new Map() };
  const withOrigins = placed.map((station, index) => ({
    ...station,
    boxes: station.boxes.map((box) => ({
      ...box,
      rows: box.rows.map((row, place) => withOrigin(row, place, box, placed[index - 1], around)),
    })),
  }));
  const bottom = Math.max(0, ...placed.map(({ noteY }) => noteY + NOTE));
  const last = placed.at(-1);
  return {
    width: Math.max(options.width, last === undefined ? 0 : last.x + last.width),
    height: bottom,
    stations: withOrigins,
    lines: options.stacked ? [] : linesOf(placed, byId, buckets),
    buckets,
    tokens: withOrigins.flatMap((station) => station.boxes.flatMap((box) => box.rows.flatMap((row) => row.tokens))),
  };
}

function inColumns(scene: FlowScene, stations: readonly Station[], { width, lanes }: LayoutOptions): PlacedStation[] {
  const gaps = stations.map((station, index) => gapBefore(station, index));
  const fixed = stations.map(({ kind }) => (kind === "stage" ? 0 : widthOf(kind, width)));
  const stages = Math.max(1, stations.filter(({ kind }) => kind === "stage").length);
  const left = (width - [...gaps, ...fixed].reduce((sum, each) => sum + each, 0)) / stages;
  const stage = Math.floor(Math.min(Math.max(left, STAGE[0]), STAGE[1]));
  const inLanes = stations.filter(({ kind }) => kind !== "intake" && kind !== "output").flatMap(({ boxes }) => boxes);
  const pitch = GAP + Math.max(0, ...inLanes.map((box) => heightOf(box)));
  const count = Math.max(lanes, ...inLanes.map(({ lane }) => lane + 1));
  const bottom = Math.max(
    HEAD_HEIGHT + count * pitch - GAP,
    ...stations
      .filter(({ kind }) => kind === "intake")
      .map(({ boxes }) =>
        boxes.reduce((sum, box) => sum + heightOf(box) + (startsStream(box) ? LABEL : 0) + 4, HEAD_HEIGHT),
      ),
  );
  let x = 0;
  return stations.map((station, index): PlacedStation => {
    x += gaps[index]!;
    const at = { x, width: station.kind === "stage" ? stage : fixed[index]! };
    x += at.width;
    let y = HEAD_HEIGHT;
    const boxes = station.boxes.map((box): PlacedBox => {
      const height = heightOf(box);
      if (station.kind === "intake") {
        if (startsStream(box)) y += LABEL;
        const place = { ...at, y, height };
        y += height + 4;
        return placeBox(box, place, scene);
      }
      if (station.kind === "output")
        return placeBox(box, { ...at, y: HEAD_HEIGHT, height: bottom - HEAD_HEIGHT }, scene);
      return placeBox(box, { ...at, y: HEAD_HEIGHT + box.lane * pitch, height }, scene);
    });
    return { station, ...at, y: 0, boxes, noteY: noteBelow(boxes) };
  });
}

function stack(scene: FlowScene, stations: readonly Station[], { width }: LayoutOptions): PlacedStation[] {
  let y = 0;
  return stations.map((station): PlacedStation => {
    const top = y;
    y += STACKED_HEAD;
    const boxes = station.boxes.map((box): PlacedBox => {
      if (startsStream(box)) y += LABEL;
      const placed = placeBox(box, { x: 0, y, width, height: heightOf(box) }, scene);
      y += placed.height + 4;
      return placed;
    });
    const noteY = boxes.length === 0 ? y : noteBelow(boxes);
    y = noteY + (boxes.length === 0 || station.more > 0 ? NOTE : 0) + 14;
    return { station, x: 0, y: top, width, boxes, noteY };
  });
}

function widthOf(kind: keyof typeof WIDTHS, width: number): number {
  const [least, most, part] = WIDTHS[kind];
  return Math.floor(Math.min(Math.max(least, width * part), most));
}

/** The name of a receiver's stream stands above its first cell. */
export const LABEL = 34;
const STACKED_HEAD = 42;

function startsStream(box: Box): boolean {
  return box.kind === "cell" && box.lane === 0;
}

function noteBelow(boxes: readonly PlacedBox[]): number {
  const last = boxes.at(-1);
  return last === undefined ? HEAD_HEIGHT : last.y + last.height + 4;
}

function gapBefore({ kind, stages }: Station, index: number): number {
  if (index === 0) return 0;
  return kind === "stage" && stages.some((stage) => stage.reads.length > 0) ? SHUFFLE_GAP : COLUMN_GAP;
}

const CELL_HEAD = 18;
const BOX_HEAD = 24;
const LINE = 16;
/** Bucket numbers of a shuffle that stand one below the other. */
const BUCKETS = 4;
const BUCKET_PITCH = 18;

function heightOf(box: Box): number {
  switch (box.kind) {
    case "cell":
      return CELL_HEAD + (box.rows.length > 0 ? ROW_HEIGHT + 2 : 2);
    case "block":
      return BOX_HEAD + ROW_HEIGHT + LINE + 4;
    case "partition":
      return BOX_HEAD + ROW_HEIGHT + (box.input.block === undefined ? LINE : 4);
    case "task": {
      const buckets = Math.min(BUCKETS, box.task.buckets?.length ?? 0) * BUCKET_PITCH;
      const failure = box.task.error === undefined ? 0 : 2 * LINE;
      return Math.max(BOX_HEAD + Math.max(1, box.rows.length) * ROW_HEIGHT + failure + 4, buckets + 8);
    }
    case "output":
      return BOX_HEAD + 3 * LINE + Math.max(3, Math.min(10, box.output.first.length) + 1) * LINE;
  }
}

function placeBox(box: Box, rect: Rect, scene: FlowScene): PlacedBox {
  const { x, y, width, height } = rect;
  const head = box.kind === "cell" ? CELL_HEAD : BOX_HEAD;
  const rows = box.rows.map((row, index): PlacedRow => {
    const gutter = box.kind === "task" ? gutterOf(row, scene.batch?.time) : 0;
    const top = y + head + index * ROW_HEIGHT;
    const start = x + PADDING + gutter;
    const end = x + width - PADDING - (box.kind === "task" && box.task.buckets !== undefined ? 8 : 0);
    return placeRow(row, rowId(box, index), { x, y: top, width: end - x, height: ROW_HEIGHT }, start);
  });
  return { box, x, y, width, height, rows };
}

/** Sign, mark, and the batch where it is another one. */
function gutterOf(row: FlowRow, time: number | undefined): number {
  return 32 + (row.time === time ? 0 : textWidth(seconds(row.time)) + 8);
}

function placeRow(row: FlowRow, id: string, rect: Rect, start: number): PlacedRow {
  const room = rect.x + rect.width - start;
  const rest = textWidth(`+${row.total}`) + 10;
  const shown = row.records.length === 0 ? 0 : fitting(row.records, row.total, room, TOKEN_GAP, rest);
  const colour = row.row === undefined ? 8 : colourOf(row.row);
  let x = start;
  const tokens: Token[] = [];
  for (let index = 0; index < shown; index++) {
    const record = row.records[index]!;
    const more = row.total > shown ? rest : 0;
    const width = Math.min(recordWidth(record), Math.max(12, rect.x + rect.width - more - x));
    const { dstream } = row.row ?? {};
    const isRecord = dstream !== undefined && row.partition >= 0;
    tokens.push({
      id: `${id}/${index}`,
      row: id,
      index,
      x,
      y: rect.y + (ROW_HEIGHT - TOKEN_HEIGHT) / 2,
      width,
      height: TOKEN_HEIGHT,
      record,
      parts: drawn(record),
      colour,
      key: keyOf(record),
      kept: row.kept,
      place: isRecord ? { dstream, time: row.time, partition: row.partition, index, record } : undefined,
      origins: [],
    });
    x += width + TOKEN_GAP;
  }
  return { ...rect, id, row, start, tokens, more: row.total - shown };
}

/** What is around a box. */
interface Around {
  readonly stations: readonly PlacedStation[];
  readonly byId: ReadonlyMap<string, PlacedBox>;
  readonly stacked: boolean;
  /** What stages read over their shuffles, once it has been asked for. */
  readonly sources: Map<StageScene, ReadonlyMap<string, readonly Source[]>>;
}

/** Records come from the station before, the row above, or, over a shuffle, from all records of their key. */
function withOrigin(
  row: PlacedRow,
  place: number,
  placed: PlacedBox,
  station: PlacedStation | undefined,
  around: Around,
): PlacedRow {
  const { box } = placed;
  const { stations, byId, stacked } = around;
  if (row.tokens.length === 0 || box.kind === "cell" || row.row.kept) return row;
  const from = (origin: (token: Token, index: number) => readonly Origin[]): PlacedRow => ({
    ...row,
    tokens: row.tokens.map((token, index) => ({ ...token, origins: origin(token, index) })),
  });
  const shift = (dx: number, dy: number): PlacedRow => from((token) => [moved(token, dx, dy)]);
  if (box.kind === "block") {
    const cell = cellOf(box, { stations });
    return from((_, index) =>
      cell?.rows[0]?.tokens[index] === undefined ? [] : [originAt(cell.rows[0].tokens[index])],
    );
  }
  if (box.kind === "partition") {
    if (box.input.block === undefined || station?.station.kind !== "store") return row;
    const store = byId.get(`block ${box.input.block}`);
    if (stacked && store === undefined) return row;
    return shift(station.x - placed.x, store === undefined ? 0 : store.y - placed.y);
  }
  const first = placed.rows.findIndex((each) => !each.row.kept);
  if (place > first) {
    const above = placed.rows[place - 1]!;
    return from((token, index) => {
      const same = sameRecord(row, above, index);
      return [same === undefined ? moved(token, 0, above.y - row.y) : { ...originAt(token), x: same.x, y: same.y }];
    });
  }
  if (box.kind !== "task") return row;
  if (box.stage.reads.length > 0) {
    const sources = sourcesOf(box.stage, around);
    return from((token) =>
      (sources.get(token.key) ?? [])
        .filter((source) => source.token.place?.time === row.row.time)
        .map((source) => ({ ...originAt(source.token), bend: stacked ? undefined : bendOf(source, placed, row) })),
    );
  }
  const input = box.task.inputs[0];
  const source = input === undefined ? undefined : byId.get(`partition ${input.row.dstream} ${input.partition}`);
  const records = source?.rows[0];
  if (records === undefined) return row;
  return from((token, index) => {
    const same = sameRecord(row, records, index);
    const [dx, dy] = [records.start - row.start, records.y - row.y];
    return [same === undefined ? moved(token, dx, dy) : { ...originAt(token), x: same.x, y: same.y }];
  });
}

/** A record that is put into a shuffle, and where its task ends. */
interface Source {
  readonly token: Token;
  readonly edge: number;
}

/** What a stage reads over its shuffles, by key. */
function sourcesOf(stage: StageScene, { stations, sources }: Around): ReadonlyMap<string, readonly Source[]> {
  const known = sources.get(stage);
  if (known !== undefined) return known;
  const all = stations
    .flatMap((each) => each.boxes)
    .filter(({ box }) => box.kind === "task" && stage.reads.includes(box.stage.shuffle ?? -1))
    .flatMap(({ rows, x, width }) => (rows.at(-1)?.tokens ?? []).map((token) => ({ token, edge: x + width })));
  const byKey = Map.groupBy(all, ({ token }) => token.key);
  sources.set(stage, byKey);
  return byKey;
}

/** Over a shuffle records go along the line between the two boxes. */
function bendOf(
  source: { readonly token: Token; readonly edge: number },
  to: PlacedBox,
  row: PlacedRow,
): Origin["bend"] {
  return [
    { x: source.edge + SHUFFLE_GAP / 2, y: source.token.y },
    { x: to.x - SHUFFLE_GAP / 2, y: row.y },
  ];
}

/** The record of the row before of which a record was made, where the operation leaves no doubt. Equal records keep their order. */
function sameRecord({ row, tokens }: PlacedRow, before: PlacedRow, index: number): Token | undefined {
  const operation = row.row?.operation;
  if (operation === "map" || operation === "mapValues") return before.tokens[index];
  if (operation !== "filter") return undefined;
  const isSame = (token: Token): boolean => isEqual(token.record, tokens[index]!.record);
  return before.tokens.filter(isSame)[tokens.slice(0, index).filter(isSame).length];
}

function isEqual(a: Preview, b: Preview): boolean {
  return typeof a === "string" || typeof b === "string" ? a === b : a[0] === b[0] && a[1] === b[1];
}

function originAt({ x, y, width, record, parts, colour }: Token): Origin {
  return { x, y, width, record, parts, colour };
}

function moved(token: Token, dx: number, dy: number): Origin {
  return { ...originAt(token), x: token.x + dx, y: token.y + dy };
}

function bucketsOf({ box, x, y, width }: PlacedBox): Bucket[] {
  if (box.kind !== "task" || box.task.buckets === undefined) return [];
  const all = box.task.buckets.map((records, number) => ({ number, records }));
  const shown = all.length <= BUCKETS ? all : all.filter(({ records }) => records > 0).slice(0, BUCKETS);
  return shown.map(({ number, records }, index) => ({
    id: `${box.id}>${number}`,
    stage: box.stage.id,
    number,
    records,
    x: x + width,
    y: y + 14 + index * BUCKET_PITCH,
  }));
}

/** The part of the buffer that became a block. */
export function cellOf(
  { block }: Extract<Box, { readonly kind: "block" }>,
  { stations }: Pick<Layout, "stations">,
): PlacedBox | undefined {
  return stations
    .flatMap(({ boxes }) => boxes)
    .find(
      ({ box }) =>
        box.kind === "cell" &&
        box.stream.stream === block.stream &&
        box.cell.from <= block.from &&
        block.from < box.cell.to,
    );
}

/** Ways between more pairs of boxes would be one grey area. */
const MOST_LINES = 400;

function linesOf(
  stations: readonly PlacedStation[],
  byId: ReadonlyMap<string, PlacedBox>,
  buckets: readonly Bucket[],
): Line[] {
  const lines: Line[] = [];
  const chips = new Map(buckets.map((bucket) => [bucket.id, bucket]));
  const add = (from: PlacedBox | undefined, to: PlacedBox | undefined, start?: Point): void => {
    if (from === undefined || to === undefined || lines.length === MOST_LINES) return;
    lines.push({
      id: `${from.box.id}>${to.box.id}`,
      from: start ?? { x: from.x + from.width, y: middleOf(from) },
      to: { x: to.x, y: to.box.kind === "output" ? middleOf(from) : middleOf(to) },
      boxes: [from.box.id, to.box.id],
    });
  };
  const boxes = stations.flatMap((station) => station.boxes);
  const tasks = boxes.flatMap((placed) => (placed.box.kind === "task" ? [{ placed, box: placed.box }] : []));
  for (const placed of boxes) {
    const { box } = placed;
    if (box.kind === "block") add(cellOf(box, { stations }), placed);
    if (box.kind === "partition" && box.input.block !== undefined) add(byId.get(`block ${box.input.block}`), placed);
    if (box.kind !== "task") continue;
    for (const input of box.task.inputs) add(byId.get(`partition ${input.row.dstream} ${input.partition}`), placed);
    for (const source of tasks) {
      if (!box.stage.reads.includes(source.box.stage.shuffle ?? -1)) continue;
      const records = source.box.task.buckets?.[box.task.partition] ?? 0;
      const chip = chips.get(`${source.placed.box.id}>${box.task.partition}`);
      if (records > 0) add(source.placed, placed, chip === undefined ? undefined : { x: chip.x + 8, y: chip.y });
    }
    const isLast = box.stage.shuffle === undefined && box.task.status === "done";
    if (isLast) add(placed, byId.get("output"));
  }
  return lines;
}

function middleOf({ y, box }: PlacedBox): number {
  return y + (box.kind === "cell" ? CELL_HEAD + ROW_HEIGHT / 2 : BOX_HEAD + ROW_HEIGHT / 2);
}
