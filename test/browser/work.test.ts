import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launchChromium, serve, type TestServer } from "./chromium.ts";
import { PLAYGROUND, sharedPages } from "./pages.ts";
import { replaceProgram, violations } from "./reader.ts";

/** Slow is not wrong. */
const PATIENCE = 60_000;

const MAIN = `import { Seconds, SparkConf, StreamingContext } from "sluice";
import { pairs } from "./helpers/words.ts";

const ssc = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("Files"), Seconds(1));
pairs(ssc.socketTextStream("localhost", 9999)).reduceByKey((a, b) => a + b).print();
ssc.start();
await ssc.awaitTermination();
`;
const WORDS = `import type { DStream } from "sluice";

export function pairs(lines: DStream<string>) {
  const words = lines.flatMap((line) => line.split(" "));
  return words.map((word): [string, number] => {
    if (word === "bad") throw new RangeError("a bad word");
    return [word, 1];
  });
}
`;

let server: TestServer;
let browser: Browser;
let context: BrowserContext;
let tab: Page;
const problems: string[] = [];

beforeAll(async () => {
  [server, browser] = await Promise.all([sharedPages(PLAYGROUND).then(serve), launchChromium()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});
beforeEach(async () => {
  problems.length = 0;
  context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  tab = await open();
});
afterEach(() => context.close());

async function open(address = server.address): Promise<Page> {
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(String(error)));
  await page.goto(address);
  await page.locator(".monaco-editor .view-line").first().waitFor();
  return page;
}

const editor = (page = tab) => page.getByRole("region", { name: "Editor" });
const file = (name: string | RegExp, page = tab) => editor(page).getByRole("tab", { name });
const files = () => editor().getByRole("tab").locator(".path").allTextContents();
const text = (page = tab) => page.locator(".monaco-editor .view-lines").first();
const run = () => tab.getByRole("banner").getByRole("button", { name: /^Run/ });
// biome-ignore lint/performance/useDomNodeTextContent: what is seen, with its line breaks
const consoleText = () => tab.getByRole("region", { name: "Console" }).innerText();

/** Makes a file as one does without a mouse, from the editor's tabs. */
async function make(path: string, content: string): Promise<void> {
  await editor().getByRole("button", { name: "New", exact: true }).press("Enter");
  await tab.keyboard.type(path);
  await tab.keyboard.press("Enter");
  await replaceProgram(tab, content);
}

async function makeBoth(): Promise<void> {
  await replaceProgram(tab, MAIN);
  await make("helpers/words", WORDS);
}

describe("a program of several files", { timeout: 4 * PATIENCE }, () => {
  test("runs; what goes wrong in a file leads to that file", async () => {
    await makeBoth();
    await run().click();
    await tab.locator("[data-focus=netcat]").fill("hello world hello");
    await tab.locator("[data-focus=netcat]").press("Enter");
    await expect.poll(consoleText, { timeout: PATIENCE }).toContain("(hello,2)");
    // values stand beside the line of the file that makes them
    await expect.poll(() => text().textContent(), { timeout: PATIENCE }).toMatch(/split.*hello/s);
    await file("program.ts").click();
    await tab.locator("[data-focus=netcat]").fill("bad");
    await tab.locator("[data-focus=netcat]").press("Enter");
    await tab
      .getByRole("region", { name: "Console" })
      .getByRole("button", { name: "helpers/words.ts:6" })
      .first()
      .click();
    expect(await file(/words/).getAttribute("aria-selected")).toBe("true");
    await text().getByText("RangeError").waitFor();
    expect(problems).toEqual([]);
  });

  test("is made, renamed and taken apart with the keyboard alone, and says what is wrong", async () => {
    await makeBoth();
    await file(/words/).focus();
    await tab.keyboard.press("F2");
    await tab.keyboard.press("Control+a");
    await tab.keyboard.type("../words.ts");
    await tab.keyboard.press("Enter");
    await editor().getByText("“../words.ts” is no path in the program's folder").waitFor();
    await tab.keyboard.press("Control+a");
    await tab.keyboard.type("pairs");
    await tab.keyboard.press("Enter");
    await expect.poll(files, { timeout: PATIENCE }).toEqual(["program.ts", "pairs.ts"]);
    // what imports it goes on doing so
    await tab.keyboard.press("Alt+PageUp");
    await text().getByText('"./pairs.ts"').waitFor();
    await tab.keyboard.press("Alt+PageDown");
    expect(await file("pairs.ts").getAttribute("aria-selected")).toBe("true");
    await file("pairs.ts").press("Delete");
    await expect.poll(files).toEqual(["program.ts"]);
    // the import leads nowhere now, which is told beside the name and stands against a run
    await file(/program\.ts.*errors?/).waitFor({ timeout: PATIENCE });
    await run().click();
    await tab.getByRole("alert").getByText("Cannot find module './pairs.ts'").waitFor({ timeout: PATIENCE });
    await tab.getByRole("button", { name: "program.ts:2" }).first().click();
    expect(await file(/program/).getAttribute("aria-selected")).toBe("true");
    await tab.getByRole("button", { name: "Undo" }).press("Enter");
    await text().getByText("a bad word").waitFor();
    expect(await violations(tab)).toEqual([]);
    expect(problems).toEqual([]);
  });

  test("is there again on the next visit, and in a link", async () => {
    await makeBoth();
    await editor().getByRole("button", { name: "Share" }).click();
    await tab.getByText("The link is in the clipboard").waitFor();
    const link = await tab.evaluate(() => navigator.clipboard.readText());
    await tab.reload();
    await text().getByText("socketTextStream").first().waitFor();
    await file("helpers/words.ts").click();
    await text().getByText("a bad word").waitFor();

    const elsewhere = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-US" });
    const other = await elsewhere.newPage();
    await other.goto(link);
    await file("helpers/words.ts", other).click();
    await text(other).getByText("a bad word").waitFor();

    // a file that it began with, and that was deleted, is in the comparison with the start, and comes back from there
    await editor(other).getByRole("button", { name: "Delete" }).click();
    // of what there is to say the latest is shown, and what came before when that is put away
    await other.getByText("is deleted.").waitFor();
    expect(await other.getByText("This program came with a link").count()).toBe(0);
    await other.getByRole("button", { name: "Close", exact: true }).click();
    await other.getByText("This program came with a link").waitFor();
    await editor(other).getByRole("button", { name: "Compare" }).click();
    const compared = other.getByRole("region", { name: "Comparison with the start" });
    await compared.getByRole("button", { name: "helpers/words.ts" }).click();
    await compared.getByText("The program no longer has helpers/words.ts.").waitFor();
    await compared.locator(".line-delete").first().waitFor();
    await compared.getByText("a bad word").first().waitFor();
    expect(await violations(other)).toEqual([]);
    await compared.getByRole("button", { name: "Bring back" }).click();
    await compared.getByRole("button", { name: "helpers/words.ts" }).waitFor({ state: "detached" });
    expect(await file("helpers/words.ts", other).getAttribute("aria-selected")).toBe("true");
    await elsewhere.close();
    expect(problems).toEqual([]);
  });

  test("is brought into form, compared with its start and put back", async () => {
    await replaceProgram(tab, "const  a=1 ;\nconsole.log( a )\n");
    await tab.keyboard.press("Shift+Alt+F");
    await text().getByText("console.log(a)").waitFor();
    await tab.keyboard.press("Shift+Alt+D");
    const compared = tab.getByRole("region", { name: "Comparison with the start" });
    await compared.locator(".line-insert").first().waitFor();
    await compared.getByText("NetworkWordCount").first().waitFor();
    await expect.poll(() => tab.evaluate(() => document.activeElement?.closest(".compared") !== null)).toBe(true);
    await tab.keyboard.press("Escape");
    await compared.waitFor({ state: "detached" });

    await make("more.ts", "export {};\n");
    await editor().getByRole("button", { name: "Put back" }).click();
    await text().getByText("NetworkWordCount").waitFor();
    expect(await files()).toEqual(["program.ts"]);
    await tab.getByRole("button", { name: "Undo" }).click();
    await text().getByText("console.log(a)").waitFor();
    expect(await files()).toEqual(["program.ts", "more.ts"]);
    expect(problems).toEqual([]);
  });
});

describe("the reader's work", { timeout: 4 * PATIENCE }, () => {
  test("that an earlier version kept is taken over once", async () => {
    await tab.evaluate(() => {
      localStorage.setItem("sluice.program", "// of before\n");
      localStorage.setItem("sluice.lessons", '{"read":["01-network-word-count/run"],"solved":["03-life-in-a-window"]}');
    });
    await tab.reload();
    await text().getByText("// of before").waitFor();
    expect(await tab.evaluate(() => Object.keys(localStorage).filter((key) => /program|lessons/.test(key)))).toEqual(
      [],
    );
    await tab.reload();
    await text().getByText("// of before").waitFor();
    await tab.evaluate(() => {
      location.hash = "#/lessons";
    });
    await tab.getByText("solved ✓").waitFor();
    expect(problems).toEqual([]);
  });

  test("in two tabs: each is told what the other writes, and neither is lost unseen", async () => {
    const other = await open();
    await replaceProgram(tab, "// of one\n");
    await other.getByText("Another tab has changed this program").waitFor();
    await other.getByRole("button", { name: "Show the other tab's" }).click();
    await text(other).getByText("// of one").waitFor();
    await replaceProgram(other, "// of two\n");
    await tab.getByText("Another tab has changed this program").waitFor();
    await tab.getByRole("button", { name: "Keep this one" }).click();
    await other.getByText("Another tab has changed this program").waitFor();
    await other.close();
    await tab.reload();
    await text().getByText("// of one").waitFor();
    expect(problems).toEqual([]);
  });

  test("a browser that stores nothing says so, and the page works for this visit", async () => {
    await context.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException("no", "InvalidStateError");
      };
    });
    const page = await open();
    await page.getByText("is not kept for the next visit: this browser lets the page store nothing").waitFor();
    await replaceProgram(page, "console.log('all the same');\n");
    await page.getByRole("banner").getByRole("button", { name: /^Run/ }).click();
    await page.getByRole("region", { name: "Console" }).getByText("all the same").waitFor({ timeout: PATIENCE });
    expect(problems).toEqual([]);
  });
});

describe("on a phone", { timeout: 4 * PATIENCE }, () => {
  test("files, form and comparison are there with a plain text field", async () => {
    const phone = await browser.newContext({
      viewport: { width: 360, height: 740 },
      locale: "en-US",
      hasTouch: true,
      isMobile: true,
    });
    tab = await phone.newPage();
    tab.on("pageerror", (error) => problems.push(String(error)));
    await tab.goto(server.address);
    await tab.getByRole("button", { name: "Code", exact: true }).tap();
    const field = tab.locator("textarea");
    await field.fill('import { one } from "./one.ts";\nconsole.log( one );\n');
    await editor().getByRole("button", { name: "New", exact: true }).tap();
    await tab.keyboard.type("one");
    await tab.keyboard.press("Enter");
    await expect.poll(() => field.inputValue()).toBe("");
    await field.fill("export const one: number = 'one';\n");
    await file(/one\.ts.*1 error/).waitFor({ timeout: PATIENCE });
    await field.fill("export const one = 'one and only';\n");
    await file("program.ts").tap();
    await editor().getByRole("button", { name: "Format" }).tap();
    await expect.poll(() => field.inputValue()).toContain("console.log(one);");
    await editor().getByRole("button", { name: "Compare" }).tap();
    await tab.locator(".line-insert").first().waitFor();
    await tab.getByRole("button", { name: "Close (Esc)" }).tap();
    expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await run().tap();
    await tab.getByRole("button", { name: "In / Out" }).tap();
    await tab.getByRole("region", { name: "Console" }).getByText("one and only").waitFor({ timeout: PATIENCE });
    expect(await violations(tab)).toEqual([]);
    expect(problems).toEqual([]);
    await phone.close();
  });
});
