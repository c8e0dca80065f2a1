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
        resultTypes: ["violations"],
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

/**
 * What is pressed and is too small, also what the Tab key does not stop at: less than 24 × 24 px, with something else so near that one is pressed for the
 * other. Records in a drawing for a mouse are left out: the table beside it has them as well.
 */
export function smallTargets(tab: Page): Promise<string[]> {
  return tab.evaluate(() => {
    const LEAST = 24;
    const targets = Array.from(
      document.querySelectorAll<HTMLElement>("button, a[href], input, select, textarea, summary"),
      (element) => ({ element, rect: element.getBoundingClientRect() }),
    ).filter(
      ({ element, rect }) =>
        rect.width > 1 &&
        rect.height > 1 &&
        element.checkVisibility({ visibilityProperty: true }) &&
        getComputedStyle(element).pointerEvents !== "none" &&
        element.closest(".monaco-editor, [aria-hidden=true]") === null,
    );
    const isSmall = (rect: DOMRect): boolean => rect.width < LEAST - 0.5 || rect.height < LEAST - 0.5;
    const isExempt = (element: HTMLElement): boolean => {
      if (element.matches("[data-record]")) return !matchMedia("(pointer: coarse), (max-width: 767px)").matches;
      // beside its words, which are pressed for it
      const label = element.closest("label") ?? document.querySelector(`label[for="${element.id}"]`);
      return label !== null && !isSmall(label.getBoundingClientRect());
    };
    const found = new Set<string>();
    for (const { element, rect } of targets) {
      if (!isSmall(rect) || isExempt(element)) continue;
      const [x, y] = [rect.x + rect.width / 2, rect.y + rect.height / 2];
      const near = targets.find((other) => {
        if (other.element === element || other.element.contains(element) || element.contains(other.element))
          return false;
        if (isSmall(other.rect))
          return (
            Math.hypot(other.rect.x + other.rect.width / 2 - x, other.rect.y + other.rect.height / 2 - y) < LEAST - 0.5
          );
        const [dx, dy] = [
          Math.max(other.rect.left - x, 0, x - other.rect.right),
          Math.max(other.rect.top - y, 0, y - other.rect.bottom),
        ];
        return Math.hypot(dx, dy) < LEAST / 2 - 0.5;
      });
      const name = (one: HTMLElement): string =>
        `${one.tagName} "${(one.ariaLabel ?? one.textContent ?? "").trim().slice(0, 24)}"`;
      if (near !== undefined)
        found.add(`small: ${name(element)}, ${rect.width} × ${rect.height}, near ${name(near.element)}`);
    }
    return [...found];
  });
}

/** How much the page is wider than the window, and what cannot be reached in it, because it stands beside all that scrolls. */
export function outside(tab: Page): Promise<string[]> {
  return tab.evaluate(() => {
    const found = new Set<string>();
    const wider = document.documentElement.scrollWidth - innerWidth;
    if (wider > 0) found.add(`${wider} px wider than the window`);
    for (const element of document.querySelectorAll<HTMLElement>("button, a[href], input, select, textarea, summary")) {
      if (!element.checkVisibility({ visibilityProperty: true })) continue;
      if (element.closest(".monaco-editor, .for-screen-readers") !== null) continue;
      let scrolls: Element | null = element.parentElement;
      while (scrolls !== null && !/auto|scroll/.test(getComputedStyle(scrolls).overflowX))
        scrolls = scrolls.parentElement;
      if (scrolls !== null) continue;
      const { left, right, width } = element.getBoundingClientRect();
      if (width > 0 && (left < -1 || right > innerWidth + 1))
        found.add(
          `outside: ${element.tagName} "${(element.ariaLabel ?? element.textContent ?? "").trim().slice(0, 24)}"`,
        );
    }
    return [...found];
  });
}
