import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { Site } from "../../core/conf/errors.ts";
import type { CompiledModule } from "./protocol.ts";

interface Replacement {
  readonly line: number;
  /** From 0. */
  readonly column: number;
  readonly length: number;
  readonly newLength: number;
}

/** A compiled module on its way to the code that runs: parts of it can be replaced, and its places still lead back to the source. */
export class ModuleSource {
  readonly name: string;
  readonly #code: string;
  readonly #map: TraceMap;
  readonly #replacements: Replacement[] = [];
  #text = "";
  #done = 0;

  constructor(module: CompiledModule) {
    this.name = module.name;
    this.#code = module.code;
    this.#map = new TraceMap(module.map);
  }

  /** Puts `text`, of one line, in the place of what stands from `start` to `end`. To be called from the beginning to the end. */
  replace(start: number, end: number, text: string): void {
    this.#text += this.#code.slice(this.#done, start) + text;
    this.#done = end;
    const [line, column] = this.#lineAndColumn(start);
    this.#replacements.push({ line, column, length: end - start, newLength: text.length });
  }

  toString(): string {
    return this.#text + this.#code.slice(this.#done);
  }

  /** The place in the user's source for an offset in the compiled code. */
  siteAt(offset: number): Site {
    return this.#original(...this.#lineAndColumn(offset));
  }

  /** The place in the user's source for one in the code that runs; both count from 1. */
  siteOf(line: number, column: number): Site {
    let at = column - 1;
    for (const each of this.#replacements) {
      if (each.line !== line || at <= each.column) continue;
      at = at < each.column + each.newLength ? each.column : at - each.newLength + each.length;
    }
    return this.#original(line, at);
  }

  #lineAndColumn(offset: number): [line: number, column: number] {
    const before = this.#code.slice(0, offset).split("\n");
    return [before.length, before.at(-1)!.length];
  }

  #original(line: number, column: number): Site {
    const original = originalPositionFor(this.#map, { line, column });
    return original.line === null
      ? { file: this.name, line, column: column + 1 }
      : { file: this.name, line: original.line, column: original.column + 1 };
  }
}
