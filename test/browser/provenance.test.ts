import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchChromium, serve, type TestServer } from "./chromium.ts";
import { PLAYGROUND, sharedPages } from "./pages.ts";

const PATIENCE = 60_000;

const PROGRAM = `import { Seconds, SparkConf, StreamingContext } from "sluice";

const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("Provenance"), Seconds(1));
ssc.checkpoint("checkpoint");
const lines = ssc.socketTextStream("localhost", 9999);
const ones = lines.flatMap((line) => line.split(" ")).map((word): [string, number] => [word, 1]);
const recent = ones.reduceByKeyAndWindow((a, b) => a + b, (a, b) => a - b, Seconds(2), Seconds(1));
recent.print();
const totals = ones.updateStateByKey((values, sum: number | undefined) => (sum ?? 0) + values.length);
totals.print();
ssc.start();
await ssc.awaitTermination();
`;

let pages: string;
let server: TestServer;
let browser: Browser;
let tab: Page;
const problems: string[] = [];

beforeAll(async () => {
  pages = await sharedPages(PLAYGROUND);
  [server, browser] = await Promise.all([serve(pages), launchChromium()]);
  tab = await browser.newPage({ viewport: { width: 1600, height: 1000 }, locale: "en-US" });
  tab.on("pageerror", (error) => problems.push(String(error)));
  await tab.addInitScript((program) => {
    // frames of no origin have no storage
    if (origin !== "null") localStorage.setItem("sluice.program", program);
  }, PROGRAM);
  await tab.goto(server.address);
  await tab.waitForSelector(".monaco-editor .view-line");
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const button = (name: string | RegExp) => tab.getByRole("button", { name });
/** Types a line while time stands still, and lets its batch be done; gives the batch's time in seconds. */
async function batchOf(line: string): Promise<number> {
  const before = await batches();
  await tab.locator("[data-focus=netcat]").fill(line);
  await tab.locator("[data-focus=netcat]").press("Enter");
  await button("Step batch").click();
  await expect.poll(async () => (await batches()).length, { timeout: PATIENCE }).toBeGreaterThan(before.length);
  await button("Play").waitFor();
  return (await batches()).at(-1)!;
}

/** The batches of which the console tells, in seconds. */
async function batches(): Promise<number[]> {
  const text = (await tab.getByRole("region", { name: "Console" }).textContent()) ?? "";
  return [...new Set([...text.matchAll(/Time: (\d+) ms/g)].map(([, time]) => Number(time) / 1000))];
}

/** What the selection bar says, without line breaks. */
async function madeOf(): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: what is seen, with the gaps between its parts
  const text = await tab.locator(".made-of").innerText();
  return text.replace(/\s+/g, " ").trim();
}

/** The latest record with this text in the row of a stream. */
const record = (row: string, text: string) =>
  tab
    .locator("button[data-record]")
    .and(tab.getByTitle(new RegExp(`^${text} · ${row} ·`)))
    .last();
/** When the lines came. */
const at: number[] = [];

describe("what a record was made of", { timeout: 4 * PATIENCE }, () => {
  test("a value of an incremental window, and a state: the lines that came, also in earlier batches", async () => {
    await tab.getByRole("banner").getByRole("button", { name: /^Run/ }).click();
    await tab.locator("[data-focus=netcat]").waitFor();
    await button("Pause").click();
    for (const line of ["a b", "a", "c", "a c"]) at.push(await batchOf(line));

    // what came in the batches before has left the window
    await record("recent", "\\(c,2\\)").click();
    await expect.poll(madeOf, { timeout: PATIENCE }).toBe(`Made of c ${at[2]} s a c ${at[3]} s`);
    const marked = await tab
      .locator("button.part")
      .evaluateAll((parts) => parts.map((part) => part.getAttribute("data-key")));
    expect(marked).toEqual(expect.arrayContaining(["c", "a c"]));

    await record("totals", "\\(a,3\\)").click();
    await expect.poll(madeOf, { timeout: PATIENCE }).toBe(`Made of a b ${at[0]} s a ${at[1]} s a c ${at[3]} s`);

    // the way on: from there to the record itself
    await tab.locator(".made-of button").first().click();
    await expect.poll(() => tab.locator("button[aria-pressed=true][data-record]").getAttribute("data-key")).toBe("a b");
    expect(problems).toEqual([]);
  });

  test("a state by its key, in the view of states; and after more was typed", async () => {
    const last = await batchOf("b");
    await tab.keyboard.press("Escape");
    await tab.getByRole("tab", { name: "State" }).click();
    await tab.getByRole("rowheader", { name: "b", exact: true }).click();
    await expect.poll(madeOf, { timeout: PATIENCE }).toBe(`Made of a b ${at[0]} s b ${last} s`);
    expect(problems).toEqual([]);
  });
});
