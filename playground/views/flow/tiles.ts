import type { Rect } from "./layout.ts";
import { type Drawn, looksSame } from "./paint.ts";

/** A part of the drawing that is painted by itself, in the drawing's own pixels. */
export interface Tile extends Rect {
  readonly id: string;
}

/**
 * What was painted in each tile, so that only those are painted again in which something is different: a canvas as large as the drawing costs its area in every
 * frame, however little moves.
 */
export class Tiles {
  readonly width: number;
  readonly height: number;
  readonly #painted = new Map<string, readonly Drawn[]>();

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
  }

  /** The tiles to be painted anew so that those that are `visible` show `drawn`, each with what is in it. */
  changed(drawn: readonly Drawn[], visible: Rect): (readonly [tile: Tile, drawn: readonly Drawn[]])[] {
    const inside = new Map<string, Drawn[]>();
    for (const each of drawn) {
      for (const { id } of this.#around(each)) {
        const others = inside.get(id);
        if (others === undefined) inside.set(id, [each]);
        else others.push(each);
      }
    }
    const changed: (readonly [Tile, readonly Drawn[]])[] = [];
    for (const tile of this.#around(visible)) {
      const now = inside.get(tile.id) ?? [];
      const before = this.#painted.get(tile.id) ?? [];
      if (now.length === before.length && now.every((each, index) => looksSame(each, before[index]!))) continue;
      this.#painted.set(tile.id, now);
      changed.push([tile, now]);
    }
    return changed;
  }

  /** The tiles in which a part of a rectangle lies. */
  *#around(rect: Rect): Generator<Tile> {
    const { width, height } = this;
    for (let row = Math.max(0, Math.floor(rect.y / height)); row * height < rect.y + rect.height; row++) {
      for (let column = Math.max(0, Math.floor(rect.x / width)); column * width < rect.x + rect.width; column++)
        yield { id: `${column} ${row}`, x: column * width, y: row * height, width, height };
    }
  }
}
