import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { beforeAll, describe, expect, test } from "vitest";
import { isOpenClass } from "../../core/closure/kinds.ts";
import { registeredModule } from "../../core/closure/modules.ts";
import { registerStreamClasses } from "../../core/dstream/stream-classes.ts";
import { registerEngineClasses } from "../../core/scheduler/engine-classes.ts";

const core = new URL("../../core/", import.meta.url);

/** What is, or inherits from, one of these stands in a stage that goes to an executor, or in a graph of streams that goes into a checkpoint. */
const TRAVELLING = [
  ...["RDDKind", "NarrowDependency", "ShuffleDependency", "PartitionAction", "Partitioner", "SluiceError"],
  ...["DStreamKind", "InputKind"],
];

/** What never does. */
const AT_HOME: Readonly<Record<string, string>> = {
  ParallelCollectionRDD: "executors get slices of it",
  ProgramSyntaxError: "programs are compiled before they run",
  ExecutorLostFailure: "only the driver can tell",
  ConnectionError: "connections are the driver's",
};

interface FoundClass {
  readonly name: string;
  readonly file: string;
  readonly parents: readonly string[];
}

function classesOf(file: string): FoundClass[] {
  const source = ts.createSourceFile(file, readFileSync(new URL(file, core), "utf8"), ts.ScriptTarget.Latest);
  const found: FoundClass[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isClassLike(node)) {
      const types = (node.heritageClauses ?? []).flatMap((clause) => [...clause.types]);
      const parents = types.map(({ expression }) => expression.getText(source));
      found.push({ name: node.name?.text ?? "", file, parents });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const all = readdirSync(core, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .flatMap((file) => classesOf(file.replaceAll("\\", "/")));

function travels({ name, parents }: FoundClass): boolean {
  return [name, ...parents].some(
    (each) =>
      TRAVELLING.includes(each) || all.some((other) => other.name === each && other.name !== name && travels(other)),
  );
}

const travelling = all.filter((each) => travels(each) && !(each.name in AT_HOME));

beforeAll(async () => {
  registerEngineClasses();
  registerStreamClasses();
  for (const file of new Set(travelling.map((each) => each.file))) await import(new URL(file, core).href);
});

describe("what a stage or a graph of streams is made of can go elsewhere", () => {
  test.each(travelling)("$name of $file has a name there, and no private state that could not travel", ({ name }) => {
    const owner = (registeredModule("sluice/engine") as Readonly<Record<string, Function>>)[name];
    expect(owner, `${name} stands in no list of engine classes`).toBeTypeOf("function");
    expect(isOpenClass(owner!)).toBe(true);
  });

  test("all kinds were found, and what stays at home exists", () => {
    const names = travelling.map((each) => each.name);
    for (const name of ["MappedRDD", "OneToOneDependency", "SavePartition", "PartitionerOfPairs", "FetchFailedError"])
      expect(names).toContain(name);
    for (const name of Object.keys(AT_HOME)) expect(all.map((each) => each.name)).toContain(name);
  });
});
