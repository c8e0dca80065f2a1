import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { setUp } from "../.ci/setup.mjs";

declare module "vitest" {
  interface ProvidedContext {
    /** A folder for what the test files of a run share. */
    readonly shared: string;
  }
}

/** Tests of the command run what users run, dist/: it has to be the present source's. */
export function setup(project: TestProject): () => void {
  setUp({ build: true });
  const shared = mkdtempSync(join(tmpdir(), "sluice-tests-"));
  project.provide("shared", shared);
  return () => rmSync(shared, { recursive: true, force: true });
}
