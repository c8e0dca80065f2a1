import { describe, expect, test } from "vitest";
import { tab } from "./each-tab.ts";
import { replaceProgram } from "./reader.ts";

/** Slow is not wrong. */
const PATIENCE = 60_000;

const button = (name: string | RegExp) => tab.getByRole("button", { name, exact: typeof name === "string" });
const run = () => tab.getByRole("banner").getByRole("button", { name: /^Run/ });
const state = () => tab.getByRole("status", { name: "State" });

/** Types into netcat. */
async function type(...lines: string[]): Promise<void> {
  const netcat = tab.locator("[data-focus=netcat]");
  for (const line of lines) {
    await netcat.fill(line);
    await netcat.press("Enter");
  }
  await netcat.blur();
}

/** Runs the program, and pauses it before its first batch. */
async function runPaused(program: string): Promise<void> {
  await replaceProgram(tab, program);
  await tab.getByLabel("Speed").selectOption("0.1");
  await run().click();
  await tab.locator("[data-focus=netcat]").waitFor();
  await button("Pause").click();
  await expect.poll(() => state().textContent(), { timeout: PATIENCE }).toContain("Paused");
}

const program = (
  body: string,
  master = "local[3]",
): string => `import { Seconds, SparkConf, StreamingContext } from "sluice";

const ssc = new StreamingContext(new SparkConf().setMaster("${master}").setAppName("Steps"), Seconds(1));
const lines = ssc.socketTextStream("localhost", 9999);
${body}
ssc.start();
await ssc.awaitTermination();
`;

async function openView(name: string): Promise<void> {
  await tab.getByRole("tab", { name }).click();
}

/** Presses a key on the page, and waits until time stands elsewhere than `before`; gives where. */
async function step(key: string, before: string | null): Promise<string> {
  await tab.keyboard.press(key);
  const where = () => state().textContent();
  await expect
    .poll(async () => /Paused|Looking/.test((await where()) ?? "") && (await where()) !== before, { timeout: PATIENCE })
    .toBe(true);
  return (await where())!;
}

/** How many tasks of the batch at hand have ended, and how many run, by the batch's details. */
async function tasks(): Promise<{ ended: number; running: number }> {
  return tab.getByRole("region", { name: /^Batch / }).evaluate((region) => {
    const cells = [...region.querySelectorAll("details.stage tbody td:nth-child(4)")].map((cell) =>
      cell.textContent?.trim(),
    );
    const running = cells.filter((cell) => cell === "running").length;
    return { ended: cells.length - running, running };
  });
}

describe("a step to the end of the next task", { timeout: 4 * PATIENCE }, () => {
  const TWO_JOBS = `
const counts = lines.flatMap((line) => line.split(" ")).map((word): [string, number] => [word, 1]).reduceByKey((a, b) => a + b, 2);
counts.print();
lines.foreachRDD(async (rdd) => {
  console.log("first", await rdd.count());
  console.log("second", await rdd.map((line) => line.length).collect());
});
lines.filter(() => false).foreachRDD(() => {});
`;

  /** Steps until the batch is another one; how many tasks had ended after each step, and how many ran. */
  async function stepThrough(batch: number): Promise<{ ended: number[]; numbers: number[] }> {
    const ended: number[] = [];
    const numbers: number[] = [];
    for (let before = await state().textContent(); ; ) {
      before = await step(">", before);
      const [, task, time] = /task (\d+) of batch ([\d.]+)\s/.exec(before) ?? [];
      if (task === undefined || Number(time) !== batch) return { ended, numbers };
      numbers.push(Number(task));
      ended.push((await tasks()).ended);
    }
  }

  const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

  test("goes through all tasks of a batch, one by one, and shows each; then to the next batch's first", async () => {
    await runPaused(program(TWO_JOBS));
    await type("a b a", "c");
    await openView("Batches");
    // a task that maps, one for each of two partitions that print() takes, one for each action
    expect(await stepThrough(1)).toEqual({ ended: upTo(5), numbers: upTo(5) });
    expect(await state().textContent()).toMatch(/task 1 of batch 2\s/);
    // back, task by task, without time going on
    for (const number of [5, 4, 3]) {
      await step("<", await state().textContent());
      expect(await state().textContent()).toMatch(`task ${number} of batch 1`);
      expect((await tasks()).ended).toBe(number);
    }
    expect(await state().textContent()).toContain("Looking back");
    // on in what was, to the latest, and from there on in time
    for (const number of [4, 5]) expect(await step(">", await state().textContent())).toContain(`task ${number} `);
    await step(">", await state().textContent());
    expect(await state().textContent()).toMatch(/Paused: task 1 of batch 2\s/);
    // a batch's own step goes on from there
    await step(".", await state().textContent());
    expect(await state().textContent()).toMatch(/Paused at 3/);
  });

  test("tells tasks apart that end at the same millisecond, in threads, too", async () => {
    await runPaused(
      program("lines.repartition(4).foreachRDD(async (rdd) => void (await rdd.count()));").replace(
        '.setMaster("local[3]")',
        '.setMaster("local[4]").set("sluice.executor", "workers")',
      ),
    );
    await type("a", "b", "c", "d");
    await openView("Batches");
    expect(await stepThrough(1)).toEqual({ ended: upTo(5), numbers: upTo(5) });
  });

  test("is to a task, too, when lines that were typed just before it are still on their way", async () => {
    await runPaused(program("lines.repartition(4).foreachRDD(async (rdd) => void (await rdd.count()));"));
    await tab.locator("[data-focus=netcat]").evaluate((field: HTMLInputElement) => {
      for (let line = 0; line < 40; line++) {
        field.value = `line ${line}`;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.form!.requestSubmit();
      }
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key: ">", bubbles: true }));
    });
    await expect.poll(() => state().textContent(), { timeout: PATIENCE }).toMatch(/Paused: task 1 of batch 1\s/);
  });

  test("stops at a batch that has no task, when that is done; and there is none in a program that ended", async () => {
    await runPaused(program("lines.print();"));
    for (const batch of [1, 2, 3]) {
      await step(">", await state().textContent());
      expect(await state().textContent()).toMatch(new RegExp(`Paused at ${batch}\\s`));
    }
    await type("one");
    await step(">", await state().textContent());
    expect(await state().textContent()).toMatch(/Paused: task 1 of batch 4\s/);
    await button("Stop").click();
    await expect.poll(() => state().textContent()).toContain("Stopped");
    expect(await button("Step task").isDisabled()).toBe(true);
  });
});
