import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { inject } from "vitest";
import { buildPages } from "./chromium.ts";

/** The pages of the playground itself. */
export const PLAYGROUND = fileURLToPath(new URL("../../playground/", import.meta.url));

/** The pages below a folder, built once for all test files of a run, whichever needs them first; gives the folder in which they are. */
export async function sharedPages(root: string): Promise<string> {
  const folder = join(inject("shared"), basename(root));
  const [building, done] = [`${folder}.building`, `${folder}.done`];
  while (!existsSync(done)) {
    try {
      mkdirSync(building);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      await setTimeout(200);
      continue;
    }
    try {
      if (existsSync(done)) break;
      const pages = await buildPages(root);
      await cp(pages.folder, folder, { recursive: true });
      await pages.remove();
      writeFileSync(done, "");
    } finally {
      rmSync(building, { recursive: true });
    }
  }
  return folder;
}
