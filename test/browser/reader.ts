import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

/** Replaces the program in the editor as a user would. */
export async function replaceProgram(tab: Page, program: string): Promise<void> {
  await tab.locator(".monaco-editor").first().click();
  await tab.keyboard.press("Control+a");
  // Pasted rather than typed: the editor would close brackets and indent.
  await tab.evaluate((text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.activeElement!.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
  }, program);
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong with a page; Monaco's own elements are its makers' affair. */
export async function violations(tab: Page): Promise<string[]> {
  await tab.evaluate(axe);
  const results = await tab.evaluate(() =>
    (globalThis as unknown as { axe: { run(...args: unknown[]): Promise<AxeResults> } }).axe.run(
      { exclude: [[".monaco-editor"]] },
      {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
        // An experimental rule, which takes the letters of marks and the numbers of slots, which are pictures, for names.
        rules: { "label-content-name-mismatch": { enabled: false } },
      },
    ),
  );
  return results.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(" ")} ${node.failureSummary}`).join(" | ")}`,
  );
}
