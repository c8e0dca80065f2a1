import { tick } from "svelte";
import type { Site } from "../../../core/conf/errors.ts";
import type { Selection } from "../selection.svelte.ts";
import type { RowGeometry } from "./geometry.ts";
import type { Row, TimelineModel } from "./model.ts";
import type { TimelineState } from "./TimelineState.svelte.ts";

/** A row that is drawn: its place among the model's rows, and its measures. */
export interface DrawnRow {
  readonly row: Row;
  readonly index: number;
  readonly geometry: RowGeometry;
}

/** What the focus moves over, and what it sets off. */
export interface RovingGrid {
  readonly element: HTMLElement | undefined;
  readonly model: TimelineModel;
  readonly rows: readonly DrawnRow[];
  /** Row headers can be reached to the left of the first column. */
  readonly hasHeaders: boolean;
  readonly selection: Selection;
  readonly view: TimelineState;
  onreveal(site: Site): void;
  onlook(batches: number): void;
}

/** The column of a row's header. */
export const HEADER = -1;
/** The row of the batch times. */
export const AXIS = -1;

/**
 * One stop of the Tab key in a grid: arrows go from cell to cell, Enter into one and from record to record, Escape out of it. The
 * focus stays with its batch while columns move on.
 */
export class Roving {
  readonly #grid: RovingGrid;

  constructor(grid: RovingGrid) {
    this.#grid = grid;
  }

  get rowCount(): number {
    return this.#grid.rows.length + this.#grid.model.outputs.length;
  }

  get row(): number {
    return Math.min(this.#grid.view.row, Math.max(0, this.rowCount - 1));
  }

  get column(): number {
    const { view, model } = this.#grid;
    const { time } = view;
    if (time === "header") return HEADER;
    const found = model.columns.findIndex((column) => column.time === time);
    if (found !== -1) return found;
    const isGone = time !== undefined && time < (model.columns[0]?.time ?? 0);
    return isGone ? 0 : model.columns.length - 1;
  }

  tabindex(row: number, column: number): 0 | -1 {
    return row === this.row && column === this.column ? 0 : -1;
  }

  /** Takes note of a focus that came by pointer or Tab. */
  focused(target: HTMLElement): void {
    const cell = target.closest<HTMLElement>("[data-cell]")?.dataset.cell;
    if (cell === undefined) return;
    const [row, column] = cell.split(":").map(Number) as [number, number];
    if (row !== this.row || column !== this.column) this.#mark(row, column);
  }

  /** Whether the key was one of the grid's. */
  pressed(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const target = event.target as HTMLElement;
    const inRecord = target.dataset.record !== undefined;
    if (inRecord && event.key.startsWith("Arrow")) this.#moveInCell(target, event.key);
    else if (event.key === "Escape") this.#leave(inRecord);
    else if (event.key === "Enter" && target.dataset.cell !== undefined) void this.#enter();
    else return this.#move(event.key);
    return true;
  }

  #move(key: string): boolean {
    const { model, hasHeaders, onlook } = this.#grid;
    const { row, column } = this;
    const last = model.columns.length - 1;
    if (key === "ArrowLeft")
      column <= (hasHeaders && row !== AXIS ? HEADER : 0) ? onlook(-1) : void this.#focus(row, column - 1);
    else if (key === "ArrowRight") column >= last ? onlook(1) : void this.#focus(row, column + 1);
    else if (key === "ArrowUp") void this.#focus(Math.max(column === HEADER ? 0 : AXIS, row - 1), column);
    else if (key === "ArrowDown") void this.#focus(Math.min(this.rowCount - 1, row + 1), column);
    else if (key === "Home") void this.#focus(row, 0);
    else if (key === "End") void this.#focus(row, last);
    else return false;
    return true;
  }

  #mark(row: number, column: number): void {
    const { view, model } = this.#grid;
    view.row = row;
    view.time = column === HEADER ? "header" : model.columns[column]?.time;
  }

  async #focus(row: number, column: number): Promise<void> {
    this.#mark(row, column);
    await tick();
    this.#cell()?.focus();
  }

  #cell(): HTMLElement | null {
    return this.#grid.element?.querySelector<HTMLElement>(`[data-cell="${this.row}:${this.column}"]`) ?? null;
  }

  /** The records of the focused cell, partition by partition. */
  #records(): HTMLElement[][] {
    const slots = Array.from(this.#cell()?.querySelectorAll("[data-slot]") ?? []);
    return slots
      .map((slot) => Array.from(slot.querySelectorAll<HTMLElement>("[data-record]")))
      .filter((records) => records.length > 0);
  }

  async #enter(): Promise<void> {
    const { rows, model, view, selection, onreveal } = this.#grid;
    if (this.row === AXIS) {
      const column = model.columns[this.column];
      if (column !== undefined && column.status.kind !== "missed") selection.chooseBatch(column.time);
      return;
    }
    const drawn = rows[this.row];
    const cell = drawn === undefined ? undefined : model.columns[this.column]?.cells[drawn.index];
    if (cell?.kind === "rdd") {
      if (cell.total > drawn!.geometry.slots) view.open.add(drawn!.row.dstream);
      await tick();
      this.#records()[0]?.[0]?.focus();
      return;
    }
    const own = drawn?.row ?? model.outputs[this.row - rows.length];
    const site =
      cell?.kind === "failed" ? cell.error.site : this.column === HEADER || drawn === undefined ? own?.site : undefined;
    if (site !== undefined) onreveal(site);
  }

  #leave(inRecord: boolean): void {
    const { rows, selection, view } = this.#grid;
    const drawn = rows[this.row];
    if (inRecord) this.#cell()?.focus();
    else if (!selection.isEmpty) selection.clear();
    else if (drawn !== undefined) view.open.delete(drawn.row.dstream);
  }

  #moveInCell(from: HTMLElement, key: string): void {
    const slots = this.#records();
    const slot = slots.findIndex((records) => records.includes(from));
    const place = slots[slot]?.indexOf(from) ?? -1;
    const next = {
      ArrowLeft: slots[slot]?.[place - 1],
      ArrowRight: slots[slot]?.[place + 1],
      ArrowUp: slots[slot - 1]?.[0],
      ArrowDown: slots[slot + 1]?.[0],
    }[key];
    next?.focus();
  }
}
