import { hashOf } from "./compile/hash.ts";
import type { ModuleTable } from "./module-table.ts";
import { runningModules } from "./registration.ts";

/** A module of a program, as it was. */
export interface ProgramModule {
  /** As sites name it. */
  readonly file: string;
  /** Of its text without types. */
  readonly hash: string;
}

/** How a program differs from what it was: the files that changed, and those that are no part of it now. */
export interface ProgramChanges {
  readonly changed: readonly string[];
  readonly missing: readonly string[];
}

/** The modules of a program that were loaded in this thread: those in `files`, which may be given without folders, and all that they import. */
export function programModules(files: ReadonlySet<string>): ProgramModule[] {
  const running = runningModules();
  const found = new Set<ModuleTable>();
  const add = (address: string, table: ModuleTable): void => {
    if (found.has(table)) return;
    found.add(table);
    for (const specifier of table.modules) {
      const imported = resolved(specifier, address);
      // TypeScript projects often import `helper.ts` under the name that it has after compiling
      for (const name of [imported, imported.replace(/js$/, "ts")]) {
        const there = running.get(name);
        if (there !== undefined) add(name, there);
      }
    }
  };
  for (const [address, table] of running) {
    const { file } = table;
    if (files.has(file) || files.has(file.slice(file.lastIndexOf("/") + 1))) add(address, table);
  }
  return [...found].map(moduleOf);
}

/** What became of the modules of `before`; undefined when all of them are there as they were. Further modules change nothing. */
export function programChanges(before: readonly ProgramModule[]): ProgramChanges | undefined {
  const now = [...runningModules().values()].map(moduleOf);
  const others = before.filter((old) => !now.some(({ file, hash }) => file === old.file && hash === old.hash));
  if (others.length === 0) return undefined;
  const files = [...new Set(others.map(({ file }) => file))];
  const isThere = (name: string): boolean => now.some(({ file }) => file === name);
  return { changed: files.filter(isThere), missing: files.filter((file) => !isThere(file)) };
}

function moduleOf({ file, source }: ModuleTable): ProgramModule {
  return { file, hash: hashOf(source) };
}

/** Relative to the module at `importer`, which is an address or a path. */
function resolved(specifier: string, importer: string): string {
  if (!specifier.startsWith(".")) return specifier;
  const parts = importer.split("/").slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}
