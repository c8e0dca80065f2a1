import { afterAll, describe, expect, test } from "vitest";
import { pack, revive } from "../../core/closure/index.ts";
import { compile, Programs } from "./programs.ts";

const programs = new Programs();
afterAll(() => programs.remove());

const program = `
interface Word { text: string }
const limit: number = 3, words = ["a"];

const check = (w: Word): number => { if (w.text.length > limit) throw new RangeError("too long"); return 1; };
export const run = (text: string) => words.map((_w: string) => check({ text }));
export class Checker {
  static made: string[] = [];
  #limit = 2;
  verify(s: string) {
    if (s.length > this.#limit) throw new Error("method");
    return () => { if (this.#limit < 9) throw new Error("private"); };
  }
}
const checker = new Checker();
export const viaMethod = () => checker.verify("long");
export const viaPrivate = checker.verify("a");
export const named = { "two words": () => { throw new Error("named"); } };
`;

/** The frames of an error in the program: name, line and column. */
function frames(work: () => unknown): [string, number, number][] {
  try {
    work();
  } catch (error) {
    const all = [...(error as Error).stack!.matchAll(/at (?:(.+?) \()?[^\n()]*?app\.ts:(\d+):(\d+)\)?$/gm)];
    return all.map(([, name, line, column]) => [name ?? "", Number(line), Number(column)]);
  }
  throw new Error("nothing was thrown");
}

/** Line and column of a piece of the program. */
function placeOf(piece: string): [number, number] {
  const before = program.slice(0, program.indexOf(piece)).split("\n");
  return [before.length, before.at(-1)!.length + 1];
}

describe("an error in a copy shows the user's own places", () => {
  const module = programs.load(program) as Record<string, Function> & { named: Record<string, Function> };

  test("line and column of every frame, named as the closures are", () => {
    const [copy] = revive(pack([module.run!]));
    const [first, second, third] = frames(() => copy!("long"));
    expect(first).toEqual(["check", ...placeOf("new RangeError")]);
    expect(second!.slice(1)).toEqual(placeOf("check({ text })"));
    expect(third).toEqual(["run", ...placeOf("map((_w")]);
  });

  test("in a restored function the lines are the same", () => {
    const [copy] = revive(pack([module.run!], { instrumented: true }));
    expect(frames(() => copy!("long")).map(([, line]) => line)).toEqual([5, 6, 6]);
  });

  test("in a method, and through a private member", () => {
    const [viaMethod, viaPrivate] = revive(pack([module.viaMethod!, module.viaPrivate!]));
    expect(frames(() => viaMethod!())[0]!.slice(1)[0]).toBe(placeOf('new Error("method")')[0]);
    expect(frames(() => viaPrivate!())[0]!.slice(1)[0]).toBe(placeOf('new Error("private")')[0]);
  });

  test("a function with an odd name keeps it", () => {
    const [copy] = revive(pack([module.named["two words"]!]));
    expect(copy!.name).toBe("two words");
    expect(frames(() => copy!())[0]).toEqual(["two words", ...placeOf('new Error("named")')]);
  });

  test("another address for copies than for sites", () => {
    const { code } = compile(`const n = 1;\nexport const run = () => { throw new Error("" + n); };`, {
      copyUrl: "file:///x y/app.ts?copy",
      runtime: "./runtime.mjs",
    });
    const { run } = programs.loadBare(code) as { run: Function };
    const [copy] = revive(pack([run]));
    expect(() => copy!()).toThrow(
      expect.objectContaining({ stack: expect.stringContaining("file:///x%20y/app.ts?copy:2:34") }),
    );
  });
});
