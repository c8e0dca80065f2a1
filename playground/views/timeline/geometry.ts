import type { Row } from "./model.ts";

/** The canvas is never scaled to fit: where there is less room, fewer columns are drawn. All in pixels. */
export interface Geometry {
  /** Width of the row headers; 0 where they stand above their cells. */
  readonly header: number;
  readonly column: number;
  /** How many batches are drawn beside the interval that fills. */
  readonly columns: number;
  readonly filling: number;
}

const HEADER = 122;
const HEADER_WIDEST = 148;
const COLUMN = 140;
const COLUMN_NARROWEST = 112;
const MOST_COLUMNS = 12;

/** How a canvas of `width` is divided; `stacked`: with the row headers above their cells, as on a phone. */
export function geometryOf(width: number, stacked: boolean): Geometry {
  if (stacked) {
    const columns = Math.max(1, Math.floor(width / COLUMN_NARROWEST) - 1);
    const column = Math.floor(width / (columns + 1));
    return { header: 0, column, columns, filling: width - columns * column };
  }
  const room = Math.max(0, width - HEADER);
  const full = Math.floor((room - COLUMN_NARROWEST) / COLUMN);
  const tight = Math.floor(room / COLUMN_NARROWEST) - 1;
  const columns = Math.min(MOST_COLUMNS, Math.max(1, full >= 4 ? full : Math.min(4, tight)));
  if (full < 4) {
    const column = Math.floor(room / (columns + 1));
    return { header: HEADER, column, columns, filling: room - columns * column };
  }
  const rest = room - columns * COLUMN;
  const filling = Math.min(rest, COLUMN + 20);
  const header = HEADER + Math.min(rest - filling, HEADER_WIDEST - HEADER);
  const column = COLUMN + Math.floor((width - header - filling - columns * COLUMN) / columns);
  return { header, column, columns, filling: width - header - columns * column };
}

/** Slots that a closed row shows. */
export const CLOSED_SLOTS = 3;
/** Slots that an opened row shows at most. */
export const OPEN_SLOTS = 40;

/** The line for the partitions that are not drawn: who wants them presses it. */
export const MORE_LINE = 24;

/** How close what is pressed stands to the next of its kind, in pixels. */
export interface Touch {
  /** From one slot to the next. */
  readonly pitch: number;
  /** The narrowest record. */
  readonly record: number;
}

/** For a mouse: as much as can be seen at once. Who needs larger targets has the records in the table, too. */
export const FINE: Touch = { pitch: 17, record: 0 };
/** For a finger. */
export const COARSE: Touch = { pitch: 26, record: 24 };

/** The brackets of windows under a row: the one in full, and what each other one adds. */
export const LANE_HEIGHT = 38;
export const OTHER_PITCH = 24;

export interface RowGeometry {
  readonly slots: number;
  /** Whether there is a line for the partitions that are not drawn. */
  readonly more: boolean;
  readonly height: number;
}

export function rowGeometry(row: Pick<Row, "partitions">, open: boolean, touch: Touch): RowGeometry {
  const slots = open ? Math.min(Math.max(row.partitions, CLOSED_SLOTS), OPEN_SLOTS) : CLOSED_SLOTS;
  const more = row.partitions > CLOSED_SLOTS;
  return { slots, more, height: 6 + slots * touch.pitch + 2 + (more ? MORE_LINE : 0) };
}
