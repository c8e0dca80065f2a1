import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import type { CompiledModule, CompiledProgram } from "../../playground/sandbox/protocol.ts";
import type { TestPage } from "./page/main.ts";
import { sharedPages } from "./pages.ts";

declare const page: TestPage;

/** The page with nothing on it but a session. */
export function sandboxPages(): Promise<string> {
  return sharedPages(fileURLToPath(new URL("./page/", import.meta.url)));
}

const NO_MAP = JSON.stringify({ version: 3, sources: [], names: [], mappings: "" });

/** A program of plain JavaScript, as if it had been compiled. */
export function program(code: string, others: Readonly<Record<string, string>> = {}): CompiledProgram {
  const modules: CompiledModule[] = Object.entries({ "program.ts": code, ...others }).map(([name, text]) => ({
    name,
    code: text,
    map: NO_MAP,
  }));
  return { entry: "program.ts", modules };
}

/** Opens the page; `problems` takes what goes wrong in it. */
export async function openPage(browser: Browser, address: string, problems: string[]): Promise<Page> {
  const tab = await browser.newPage();
  tab.on("pageerror", (error) => problems.push(String(error)));
  await tab.goto(address);
  await tab.waitForFunction(() => "page" in globalThis);
  return tab;
}

/** Runs a program as fast as possible and waits until it is over. */
export async function runToEnd(tab: Page, code: string, others?: Readonly<Record<string, string>>) {
  await start(tab, code, others);
  await tab.waitForFunction(() => ["stopped", "failed"].includes(page.session.state));
  return tab.evaluate(() => ({ state: page.session.state, error: page.heard.error, output: page.output() }));
}

/** Starts a program that may never end. */
export async function start(tab: Page, code: string, others?: Readonly<Record<string, string>>): Promise<void> {
  await tab.evaluate((it) => page.run(it, { seed: 1, happenings: [] }), program(code, others));
}
