import { type Packed, type ProgramModule, programChanges, programModules } from "../../closure/index.ts";
import type { DStream } from "../../dstream/dstream.ts";
import type { DStreamGraph } from "../../dstream/graph.ts";
import type { Trace } from "../../trace/trace.ts";
import type { Checkpoint } from "./checkpoint.ts";

/** The modules in which the streams of a graph were made, and those that its functions come from. */
export function programOf(graph: DStreamGraph, packed: Packed): ProgramModule[] {
  const files = new Set(Object.values(packed.modules).map(({ file }) => file));
  const seen = new Set<DStream<unknown>>();
  const add = (file: string | undefined): void => {
    if (file !== undefined) files.add(file);
  };
  const visit = (stream: DStream<unknown>): void => {
    if (seen.has(stream)) return;
    seen.add(stream);
    add(stream.creation?.site?.file);
    for (const parent of stream.kind.parents) visit(parent);
  };
  for (const { parent, site } of graph.outputs) {
    add(site?.file);
    visit(parent);
  }
  return programModules(files);
}

/** On recovery the streams and functions of the checkpoint run, also when the program says something else by now: whoever edited it wants to know. */
export function warnOfOtherProgram({ program, directory }: Checkpoint, trace: Trace): void {
  const changes = programChanges(program);
  if (changes === undefined) return;
  const { changed, missing } = changes;
  const parts = [
    changed.length > 0 ? `${changed.join(", ")} ${have(changed)} changed since` : "",
    missing.length > 0 ? `${missing.join(", ")} ${have(missing)} not been loaded by the program that runs now` : "",
  ];
  trace.warn(
    `What runs are the streams and functions of the checkpoint in ${directory}, not those of the program as it is now: ` +
      `${parts.filter((part) => part !== "").join(", and ")}. To begin anew with the program as it is now, delete that directory or give another one.`,
    "PROGRAM_CHANGED",
  );
}

function have(files: readonly string[]): string {
  return files.length === 1 ? "has" : "have";
}
