import { describe, expect, test } from "vitest";
import { tab } from "./each-tab.ts";
import { replaceProgram, violations } from "./reader.ts";

/** Slow is not wrong. */
const PATIENCE = 60_000;

/** Sums up words, with how much each counts, in a state. */
const counting = (weight: number) => `
  const counts = ssc
    .socketTextStream("localhost", 9999)
    .flatMap((line) => line.split(" "))
    .map((word): [string, number] => [word, ${weight}])
    .updateStateByKey((values: number[], sum: number | undefined) => values.reduce((a, b) => a + b, sum ?? 0));`;

const IMPORTS = 'import { Seconds, SparkConf, StreamingContext } from "sluice";\n';
const CONTEXT = 'new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("Counts"), Seconds(1))';

/** Goes on from its checkpoint; its states are checkpointed in each batch. */
const recovering = (weight: number): string => `${IMPORTS}
const ssc = StreamingContext.getOrCreate("/counts", () => {
  const ssc = ${CONTEXT};
  ssc.checkpoint("/counts");${counting(weight)}
  counts.checkpoint(Seconds(1));
  counts.print();
  return ssc;
});
ssc.start();
await ssc.awaitTermination();
`;

const plain = (weight: number): string => `${IMPORTS}
const ssc = ${CONTEXT};
ssc.checkpoint("/counts");${counting(weight)}
counts.print();
ssc.start();
await ssc.awaitTermination();
`;

const button = (name: string | RegExp) => tab.getByRole("button", { name, exact: typeof name === "string" });
const run = () => tab.getByRole("banner").getByRole("button", { name: /^Run/ });
const where = async () => (await tab.getByRole("status", { name: "State" }).textContent()) ?? "";

async function type(...lines: string[]): Promise<void> {
  const netcat = tab.locator("[data-focus=netcat]");
  for (const line of lines) {
    await netcat.fill(line);
    await netcat.press("Enter");
  }
  await netcat.blur();
}

async function runPaused(program: string): Promise<void> {
  await replaceProgram(tab, program);
  await tab.getByLabel("Speed").selectOption("0.1");
  await run().click();
  await tab.locator("[data-focus=netcat]").waitFor();
  await button("Pause").click();
  await expect.poll(where, { timeout: PATIENCE }).toContain("Paused");
}

/** Types a line, and goes on until the batch that has it is done; gives what that batch printed. */
async function batch(line: string): Promise<Record<string, number>> {
  const before = await printed();
  await type(line);
  await tab.keyboard.press(".");
  await expect.poll(async () => (await printed()).length, { timeout: PATIENCE }).toBe(before.length + 1);
  await expect.poll(where, { timeout: PATIENCE }).toContain("Paused");
  return (await printed()).at(-1)!;
}

/** The states that the batches printed, one batch after the other, as the console shows them. */
async function printed(): Promise<Record<string, number>[]> {
  // What is seen, with its line breaks, which textContent leaves out.
  // biome-ignore lint/performance/useDomNodeTextContent: see above
  const text = await tab.getByRole("region", { name: "Console" }).innerText();
  return text
    .split(/Time: \d+ ms/)
    .slice(1)
    .map((part) =>
      Object.fromEntries([...part.matchAll(/\((\w+),(\d+)\)/g)].map(([, word, sum]) => [word!, Number(sum)])),
    );
}

/** The model: what the states are after lines, one a batch. */
function sums(weight: number, ...lines: string[]): Record<string, number> {
  const states: Record<string, number> = {};
  for (const word of lines.flatMap((line) => line.split(" "))) states[word] = (states[word] ?? 0) + weight;
  return states;
}

/** Keys are the page's again. */
async function leaveEditor(): Promise<void> {
  await tab.locator("[data-focus=netcat]").focus();
  await tab.locator("[data-focus=netcat]").blur();
}

/** Looks back to where so many batches have printed, and forks there. */
async function fork(batches: number, options: { readonly how?: RegExp; readonly input?: RegExp } = {}): Promise<void> {
  await leaveEditor();
  for (let before = await where(); (await printed()).length > batches; before = await where()) {
    await tab.keyboard.press(",");
    await expect.poll(where).not.toBe(before);
  }
  await tab.keyboard.press("f");
  const dialog = tab.getByRole("dialog");
  await dialog.waitFor();
  if (options.how) await dialog.getByLabel(options.how).check();
  if (options.input) await dialog.getByLabel(options.input).check();
  await dialog.getByRole("button", { name: "Fork" }).click();
  await dialog.waitFor({ state: "hidden", timeout: PATIENCE });
  await tab.getByText(/^Run \d+, forked from run/).waitFor({ timeout: PATIENCE });
  await expect.poll(where, { timeout: PATIENCE }).toContain("Paused");
}

const LINES = ["a b a", "b c", "a d", "x x", "y"];

describe("a fork", { timeout: 6 * PATIENCE }, () => {
  test("recovers from the batch's checkpoint: its states and other input, with the functions of then; the kept checkpoint is not touched", async () => {
    await runPaused(recovering(1));
    for (const [i, line] of LINES.entries()) expect(await batch(line)).toEqual(sums(1, ...LINES.slice(0, i + 1)));
    // functions come back as they were: the weight of 10 is not that of the checkpoint's
    await replaceProgram(tab, recovering(10));
    await fork(3);
    await expect
      .poll(async () => (await printed()).at(-1), { timeout: PATIENCE })
      .toEqual(sums(1, ...LINES.slice(0, 3)));
    expect(await batch("a z")).toEqual(sums(1, ...LINES.slice(0, 3), "a z"));
    await tab.screenshot({ path: "/tmp/fork-recovered.png" });
    // the run before is there, and the fork again
    await button("Look at run 1").click();
    await expect.poll(async () => (await printed()).length).toBe(5);
    expect((await printed()).at(-1)).toEqual(sums(1, ...LINES));
    await tab.screenshot({ path: "/tmp/fork-before.png" });
    await button("Look at run 2").click();
    await expect.poll(async () => (await printed()).at(-1)).toEqual(sums(1, ...LINES.slice(0, 3), "a z"));
    expect(await batch("z")).toEqual(sums(1, ...LINES.slice(0, 3), "a z", "z"));
    // what the browser keeps is the checkpoint of the first run's last batch
    await button("Stop").click();
    const goOn = tab.getByRole("banner").getByRole("button", { name: /^Continue/ });
    await goOn.waitFor();
    await goOn.click();
    await expect
      .poll(async () => (await printed()).find((each) => "y" in each), { timeout: PATIENCE })
      .toEqual(sums(1, ...LINES));
  });

  test("of a program without checkpoints begins again: what was changed takes effect from the start; a fork of a fork, and the same input again", async () => {
    await runPaused(plain(1));
    for (const line of LINES) await batch(line);
    await replaceProgram(tab, plain(10));
    await fork(3);
    expect((await printed()).at(-1)).toEqual(sums(10, ...LINES.slice(0, 3)));
    expect(await batch("z")).toEqual(sums(10, ...LINES.slice(0, 3), "z"));
    await fork(2);
    expect(await tab.getByText(/^Run 3, forked from run 2 at batch 2/).count()).toBe(1);
    expect((await printed()).at(-1)).toEqual(sums(10, ...LINES.slice(0, 2)));
    expect(await batch("q")).toEqual(sums(10, ...LINES.slice(0, 2), "q"));
    await button("Look at run 2").click();
    await expect.poll(async () => (await printed()).length).toBe(4);
    await fork(2, { input: /same again/ });
    for (let steps = 0; steps < 2; steps++) {
      const before = (await printed()).length;
      await tab.keyboard.press(".");
      await expect.poll(async () => (await printed()).length, { timeout: PATIENCE }).toBe(before + 1);
    }
    expect((await printed()).at(-1)).toEqual(sums(10, ...LINES.slice(0, 3), "z"));
    expect(await violations(tab)).toEqual([]);
  });
});
