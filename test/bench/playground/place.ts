import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { preview } from "vite";
import { buildPages, launchChromium } from "../../browser/chromium.ts";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Pages that were built and are served as `npm start` does it, and a browser to open them in. */
export interface Opened {
  readonly browser: Browser;
  readonly address: string;
  /** Where the pages are; what is put there is served, too. */
  readonly folder: string;
  close(): Promise<void>;
}

/** The playground as its readers have it. */
export function openPlayground(): Promise<Opened> {
  return open("../../../playground/");
}

/** The page of `test/playground/preview`, which plays recorded runs. */
export function openPreview(): Promise<Opened> {
  return open("../../playground/preview/");
}

type Pages = Awaited<ReturnType<typeof buildPages>>;

/** Built once for all benchmarks of a run. */
const built = new Map<string, Promise<Pages>>();

async function open(root: string): Promise<Opened> {
  let pages = built.get(root);
  if (pages === undefined) {
    pages = buildPages(path(root));
    built.set(root, pages);
  }
  const { folder } = await pages;
  const server = await preview({
    configFile: path("../../../playground/vite.config.ts"),
    root: path(root),
    build: { outDir: folder },
    preview: { port: 0 },
    logLevel: "warn",
  });
  const browser = await launchChromium();
  return {
    browser,
    address: server.resolvedUrls!.local[0]!,
    folder,
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

/** Removes what was built. */
export async function removePages(): Promise<void> {
  for (const pages of built.values()) await (await pages).remove();
  built.clear();
}
