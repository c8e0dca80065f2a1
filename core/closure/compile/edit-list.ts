import { CLOSE, OPEN, STATEMENT } from "../edits.ts";
import type { TableEdit } from "../module-table.ts";

type CellPlaces = TableEdit["cells"];

/** What is put into a module, listed from the inside out: the edits inside a node are those from before it was walked to after. */
export class EditList {
  readonly all: TableEdit[] = [];

  get length(): number {
    return this.all.length;
  }

  /** Around an expression. */
  wrap(node: { start: number; end: number }, before: string, after: string, cells?: CellPlaces): void {
    this.all.push({ at: node.start, text: before, rank: OPEN });
    this.all.push({ at: node.end, text: after, rank: CLOSE, ...(cells?.length && { cells }) });
  }

  statement(at: number, text: string, cells?: CellPlaces): void {
    this.all.push({ at, text, rank: STATEMENT, ...(cells?.length && { cells }) });
  }

  /** Behind what ends at `at`. */
  after(at: number, text: string, cells?: CellPlaces): void {
    this.all.push({ at, text, rank: CLOSE, ...(cells?.length && { cells }) });
  }

  /** As `wrap` and `statement`, also in the text for executors. */
  hookAround(node: { start: number; end: number }, before: string, after: string): void {
    this.all.push(
      { at: node.start, text: before, rank: OPEN, hook: true },
      { at: node.end, text: after, rank: CLOSE, hook: true },
    );
  }

  hookStatement(at: number, text: string): void {
    this.all.push({ at, text, rank: STATEMENT, hook: true });
  }

  hookAfter(at: number, text: string): void {
    this.all.push({ at, text, rank: CLOSE, hook: true });
  }
}
