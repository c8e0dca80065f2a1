import fc from "fast-check";
import { expect, test } from "vitest";
import { type Product, packageName, packedProduct, projectFiles } from "../../core/project/project.ts";
import { portsRead } from "../../core/project/sockets.ts";

const product: Product = {
  version: "1.2.3",
  engines: { node: ">=22.22" },
  devDependencies: { node: "24.0.0", "@types/node": "24.1.0" },
  allowScripts: { node: true },
};

const PROGRAM = `const lines = ssc.socketTextStream("localhost", 9999);`;
const entry = "program.ts";
const files = new Map([
  ["program.ts", PROGRAM],
  ["words.ts", "export const words = 1;"],
]);

test("a project has the program's files as they are, and what npm needs to run them", () => {
  const project = projectFiles({ title: "Network word count", entry, files, product });
  expect([...project.keys()].sort()).toEqual(
    [".gitignore", "README.md", "package.json", "program.ts", "tsconfig.json", "words.ts"].sort(),
  );
  expect(project.get("program.ts")).toBe(PROGRAM);
  expect(JSON.parse(project.get("package.json")!)).toMatchObject({
    name: "network-word-count",
    private: true,
    type: "module",
    scripts: { start: "sluice run program.ts" },
    engines: { node: ">=22.22" },
    dependencies: { sluice: "file:vendor/sluice-1.2.3.tgz" },
    devDependencies: { "@types/node": "24.1.0", node: "24.0.0" },
  });
  expect(packedProduct(product)).toBe("vendor/sluice-1.2.3.tgz");
  expect(JSON.parse(project.get("tsconfig.json")!).compilerOptions).toMatchObject({ strict: true, types: ["node"] });
});

test.each(["en", "zh"] as const)("its README has the commands, in %s", (language) => {
  const readme = projectFiles({ title: "x", entry, files, product, language }).get("README.md")!;
  expect(readme).toContain("```sh\nnpm install\nnpm start\n```");
  expect(readme).toContain("npx sluice nc -lk 9999");
  expect(readme).toContain("1.2.3");
});

test("the README of a program without sockets speaks of no netcat", () => {
  const readme = projectFiles({ title: "x", entry, files: new Map([["program.ts", "export {};"]]), product }).get(
    "README.md",
  );
  expect(readme).not.toContain("sluice nc");
});

test("what was typed stands in the README as it is, and cannot end its block", () => {
  const typed = [
    { at: 1500, host: "localhost", port: 9999, line: "hello ```` world" },
    { at: 2000, host: "localhost", port: 9998, line: "# no heading" },
  ];
  const readme = projectFiles({ title: "x", entry, files, product, typed }).get("README.md")!;
  expect(readme).toContain(
    "`````text\n1.5 s  localhost:9999  hello ```` world\n2.0 s  localhost:9998  # no heading\n`````",
  );
});

test.each([
  [`ssc.socketTextStream("localhost", 9999)`, [9999]],
  [`ssc.socketTextStream('127.0.0.1', 10_001);\nssc.socketStream<string>(\n  "localhost",\n  7,\n  read)`, [7, 10001]],
  [`ssc.rawSocketStream("localhost", 5); ssc.rawSocketStream("localhost", 5)`, [5]],
  [`ssc.socketTextStream("db.example", 9999); ssc.socketTextStream(host, port); other("localhost", 1)`, []],
])("the ports that %j reads are %j", (text, ports) => {
  expect(portsRead([text])).toEqual(ports);
});

test.each([
  ["NetworkWordCount", "network-word-count"],
  ["Network word count", "network-word-count"],
  ["shared/../x.ts", "shared-x-ts"],
  ["词频统计", "sluice-program"],
  ["  --a__b--  ", "a-b"],
])("%j is the package %j", (title, name) => {
  expect(packageName(title)).toBe(name);
});

test("of any text comes a name that npm takes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (title) => {
      expect(packageName(title)).toMatch(/^(?=.{1,214}$)[a-z0-9]+(-[a-z0-9]+)*$/);
    }),
  );
});
