// Runs a compiled program in Node, in the playground's own simulated world, and writes its trace, one event a line.
//   node run-in-node.ts < {"program", "scenario", "until"}
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { registerModule } from "../../core/closure/index.ts";
import { $module } from "../../core/closure/registry.ts";
import { capturePlatform } from "../../core/host/browser/platform.ts";
import * as sluice from "../../core/index.ts";
import type { TraceEvent } from "../../core/trace/events.ts";
import { checkMessage } from "../../playground/sandbox/check-message.ts";
import { ProgramDriver } from "../../playground/sandbox/program-driver.ts";
import type { CompiledProgram, Scenario } from "../../playground/sandbox/protocol.ts";

const { program, scenario, until } = JSON.parse(await text(process.stdin)) as {
  readonly program: CompiledProgram;
  readonly scenario: Scenario;
  /** Ends with the first event at or after this time. */
  readonly until: number;
};

registerModule("sluice", sluice);
const folder = mkdtempSync(join(tmpdir(), "sluice-run-"));
const events: TraceEvent[] = [];
let published = 0;

const driver: ProgramDriver = new ProgramDriver({
  platform: capturePlatform(),
  post: (posted) => {
    // As the page sees it.
    const { message } = checkMessage(structuredClone(posted));
    if (message.type === "trace") {
      events.push(...message.events);
      driver.taken();
      if (message.events.some((event) => event.t >= until)) finish(undefined);
    } else if (message.type === "ended") {
      finish(message.error);
    }
  },
  modules: {
    packages: { sluice, "sluice/closure": { $module } },
    publish: (code) => {
      const path = join(folder, `module-${published++}.mjs`);
      writeFileSync(path, code);
      return pathToFileURL(path).href;
    },
    importModule: (url) => import(url),
  },
});

function finish(error: unknown): never {
  rmSync(folder, { recursive: true, force: true });
  const lines = events.filter((event) => event.t < until).map((event) => JSON.stringify(event));
  process.stdout.write(`${[...lines, JSON.stringify({ ended: error ?? null })].join("\n")}\n`, () => process.exit(0));
  return undefined as never;
}

void driver.run(program, scenario);
driver.play(Number.POSITIVE_INFINITY);
