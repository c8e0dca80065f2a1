import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LESSONS, loadLesson } from "../../core/cli/lesson/library.ts";

const NAME = "01-network-word-count";
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-lessons-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Loads a lesson of which one line was changed; gives the number of that line and the error. */
async function broken(from: string, to: string): Promise<{ line: number; message: string }> {
  const source = readFileSync(join(LESSONS, NAME, "lesson.ts"), "utf8");
  const at = source.indexOf(from);
  expect(at).toBeGreaterThan(0);
  cpSync(join(LESSONS, NAME), join(folder, NAME), { recursive: true });
  writeFileSync(join(folder, NAME, "lesson.ts"), source.slice(0, at) + to + source.slice(at + from.length));
  const line = source.slice(0, at).split("\n").length;
  return loadLesson(NAME, folder).then(
    () => expect.fail("It was loaded"),
    (error: Error) => ({ line, message: error.message }),
  );
}

test.each([
  ["an unknown view", 'view: "batches"', 'view: "flow"', "pages.1.view Invalid type"],
  ["a misspelt field", "prerequisites: []", "prerequisite: []", "prerequisite"],
  ["a name with a blank", 'name: "lines-in"', 'name: "lines in"', "pages.2.name has to be lower case, with hyphens"],
  ["an option that is there twice", 'name: "three"', 'name: "one"', "pages.3.prediction.options has a name twice"],
])("%s is named by file and line", async (_, from, to, says) => {
  const { line, message } = await broken(from, to);
  expect(message).toContain(says);
  const told = Number(/lesson\.ts:(\d+):/.exec(message)?.[1]);
  // of a list as a whole the list's own line is told, and of a field that there should not be that of the lesson
  expect(told).toBeLessThanOrEqual(line);
  expect(told).toBeGreaterThanOrEqual(line - 3);
});

test("a program that is not there is named by file and line", async () => {
  const { line, message } = await broken('name: "context",', 'name: "context",\n      program: "gone.ts",');
  expect(message).toMatch(new RegExp(`lesson\\.ts:${line + 1}:\\d+: pages\\.1\\.program There is no file gone\\.ts`));
});

test("words of one language alone are a mistake", async () => {
  const { message } = await broken('title: { en: "NetworkWordCount", zh:', 'title: { en: "NetworkWordCount", de:');
  expect(message).toContain("title.zh");
});
