import { describe, expect, test } from "vitest";
import type { Happening } from "../../core/sim/deeds.ts";
import { linkOf } from "../../playground/share/link.ts";
import { oneFile } from "../../playground/work/files.ts";
import { countingProgram } from "../playground/fixtures/fault-runs.ts";
import { tab } from "./each-tab.ts";
import { violations } from "./reader.ts";

/** Slow is not wrong. */
const PATIENCE = 60_000;

const where = async () => (await tab.getByRole("status", { name: "State" }).textContent()) ?? "";
const button = (name: string | RegExp) => tab.getByRole("button", { name, exact: typeof name === "string" });
const dialog = () => tab.getByRole("dialog", { name: /^Fork from batch/ });
const detail = () => tab.getByRole("region", { name: /^Batch / });

const line = (at: number, text: string): Happening => ({ kind: "line", at, host: "localhost", port: 9999, line: text });

/** What the program wrote, in the order of the words: batch, word, count. */
async function printed(): Promise<string[]> {
  // biome-ignore lint/performance/useDomNodeTextContent: what is seen, with its line breaks
  const text = await tab.getByRole("region", { name: "Console" }).innerText();
  return text
    .split("\n")
    .filter((each) => /^\d+ \S+ \d+$/.test(each))
    .sort();
}

/** Opens a link with a program and what happens, and runs it until it has written a line. */
async function runLink(program: string, happenings: readonly Happening[], until: string): Promise<void> {
  const link = await linkOf({ program: oneFile("program.ts", program), seed: 1, happenings });
  await tab.evaluate((hash) => {
    location.hash = hash;
  }, link);
  await tab.getByText("This program came with a link").waitFor();
  await tab.getByLabel("Speed").selectOption("2");
  await tab.getByRole("banner").getByRole("button", { name: /^Run/ }).click();
  await expect.poll(printed, { timeout: PATIENCE }).toContain(until);
  await button("Pause").click();
  await expect.poll(where, { timeout: PATIENCE }).toContain("Paused");
}

/** Chooses a batch, by its time in seconds, in the list of batches. */
async function choose(batch: number): Promise<void> {
  await tab.getByRole("tab", { name: "Batches" }).click();
  const cell = tab.getByRole("rowheader", { name: new RegExp(`^${batch}\\ss$`) }).getByRole("button");
  const more = tab.getByRole("button", { name: /^\d+ more: / });
  while ((await cell.count()) === 0) await more.first().click();
  await cell.click();
  await detail()
    .getByRole("heading", { name: new RegExp(`^Batch ${batch}\\ss$`) })
    .waitFor();
}

/** Forks from a batch by the button in its details. */
async function fork(batch: number, how?: RegExp): Promise<void> {
  await choose(batch);
  await detail()
    .getByRole("button", { name: /^Fork from batch/ })
    .click();
  await dialog().waitFor();
  if (how !== undefined) await dialog().getByLabel(how).check();
  await dialog().getByRole("button", { name: "Fork" }).click();
  await dialog().waitFor({ state: "hidden", timeout: PATIENCE });
  await tab.getByText(/^Run \d+, forked from run/).waitFor({ timeout: PATIENCE });
  await expect.poll(where, { timeout: PATIENCE }).toContain("Paused");
}

const RECOVER = /Recover from the checkpoint/;
const AGAIN = /Begin again/;
/** A word a second, in the middle of it. */
const WORDS = ["a", "a b", "a", "c", "a", "a"].map((text, i) => line(500 + 1000 * i, text));
const SAFE = countingProgram({ checkpoint: true, log: true });
const FORGETFUL = countingProgram({ checkpoint: false, log: false });

describe("a fork", { timeout: 6 * PATIENCE }, () => {
  test("of a run whose driver died: of a batch after the death, and of one that was made late", async () => {
    await runLink(SAFE, [...WORDS, { kind: "kill-driver", at: 2700, restart: 1500 }], "6000 a 5");
    // the batch of 3 s was due while no driver lived; what had been typed at 2.5 s was in the log
    expect(await printed()).toContain("3000 a 3");
    await fork(5, RECOVER);
    await expect.poll(printed, { timeout: PATIENCE }).toEqual(["5000 a 4", "5000 b 1", "5000 c 1"]);
    await button("Look at run 1").click();
    await expect.poll(printed, { timeout: PATIENCE }).toContain("6000 a 5");

    await fork(3, AGAIN);
    await expect.poll(printed, { timeout: PATIENCE }).toContain("3000 a 3");
    await button("Faults").click();
    await tab
      .getByRole("listitem")
      .filter({ hasText: /2\.7\ss: the driver was killed\..*from the checkpoint of/ })
      .waitFor({ timeout: PATIENCE });
    await tab.keyboard.press("Escape");
    await button("Look at run 1").click();
    await expect.poll(printed, { timeout: PATIENCE }).toContain("6000 a 5");

    // that of 2 s was done before the death, and again after it
    await fork(2, RECOVER);
    expect(await where()).toMatch(/Paused at 2(\.\d+)?\s/);
  });

  test("of a batch that was made by a driver that somebody started; at a batch whose driver died it is refused, and told why", async () => {
    const happenings: Happening[] = [...WORDS, { kind: "kill-driver", at: 2010 }, { kind: "start-driver", at: 4700 }];
    await runLink(SAFE, happenings, "6000 a 5");
    await fork(4, AGAIN);
    await expect.poll(printed, { timeout: PATIENCE }).toContain("4000 a 2");

    await tab.getByRole("button", { name: "Reset" }).click();
    await runLink(FORGETFUL, happenings, "6000 a 3");
    await choose(2);
    expect(
      await detail()
        .getByRole("button", { name: /^Fork from batch/ })
        .isDisabled(),
    ).toBe(true);
    expect(await detail().textContent()).toContain("The driver died before this batch was done");
    // a gap where batches never were, drawn and told
    await tab
      .getByText(/2 batches \(3–4\ss\) were due while no driver lived, and were never made/)
      .first()
      .waitFor();
    expect(await violations(tab)).toEqual([]);
    await tab.getByRole("tab", { name: "Timeline" }).click();
    await tab
      .getByRole("columnheader", { name: /^3–4\ss \(never made: no driver\)/ })
      .first()
      .waitFor();
    expect(await violations(tab)).toEqual([]);
  });

  test("of a batch that failed, with files that were dropped before; nothing is done to the run before it", async () => {
    const program = `import { Seconds, SparkConf, StreamingContext } from "sluice";

const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("Files"), Seconds(1));
const lines = ssc.textFileStream("/in");
ssc.socketTextStream("localhost", 9999).count().foreachRDD(() => {});
lines.foreachRDD(async (rdd, time) => {
  for (const line of await rdd.collect()) {
    if (line === "boom") throw new RangeError("boom");
    console.log(time.milliseconds, line, 1);
  }
});
ssc.start();
// it goes on
await ssc.awaitTermination().catch(() => {});
`;
    const dropped = (at: number, path: string, text: string): Happening => ({
      kind: "drop-file",
      at,
      path,
      content: { text },
    });
    const files = [
      dropped(500, "/in/one", "one\n"),
      dropped(2500, "/in/two", "boom\n"),
      dropped(3500, "/in/three", "three\n"),
    ];
    await runLink(program, files, "4000 three 1");
    await fork(3);
    await expect.poll(printed, { timeout: PATIENCE }).toEqual(["1000 one 1"]);
    await choose(3);
    expect(await detail().textContent()).toContain("boom");

    await button("Look at run 1").click();
    expect(await tab.locator("[data-focus=netcat]").isDisabled()).toBe(true);
    await button("Faults").click();
    const panel = tab.getByRole("dialog", { name: "Let something go wrong" });
    expect(await panel.getByRole("button", { name: /^Kill/ }).first().isDisabled()).toBe(true);
    expect(await panel.textContent()).toContain("look at run 2");
    expect(await violations(tab)).toEqual([]);
    await tab.keyboard.press("Escape");
    await button("Look at run 2").click();
    expect(await tab.locator("[data-focus=netcat]").isDisabled()).toBe(false);
  });

  test("can be cancelled while the run is repeated, and asked for again", async () => {
    // each batch keeps the machine busy for a while
    const busy = SAFE.replace(
      "for (const",
      "let x = 0;\n      for (let i = 0; i < 3e8; i++) x = (x * 31 + i) | 0;\n      if (x === 1) console.log(x);\n      for (const",
    );
    await runLink(busy, WORDS, "6000 a 5");
    await choose(6);
    await detail()
      .getByRole("button", { name: /^Fork from batch/ })
      .click();
    await dialog().getByLabel(RECOVER).check();
    await dialog().getByRole("button", { name: "Fork" }).click();
    await dialog().getByRole("progressbar").waitFor({ timeout: PATIENCE });
    await dialog().getByRole("button", { name: "Cancel" }).click();
    await dialog().waitFor({ state: "hidden" });
    expect(await tab.getByText(/^Run \d+, forked from run/).count()).toBe(0);
    expect(await printed()).toContain("6000 a 5");
    await fork(6, RECOVER);
    await expect.poll(printed, { timeout: PATIENCE }).toContain("6000 a 5");
  });
});
