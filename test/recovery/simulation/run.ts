// npm run simulate -- [--seeds N] [--seed FIRST] [--trace]: the simulation over more plans than the tests have, or one of them again, with the drivers' traces.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "2000" },
    seed: { type: "string", default: "1" },
    trace: { type: "boolean", default: false },
  },
});
const number = (name: "seeds" | "seed"): string => {
  if (/^[1-9]\d*$/.test(values[name])) return values[name];
  console.error(`--${name} has to be a whole number, 1 or more, not ${values[name]}`);
  process.exit(2);
};
const root = fileURLToPath(new URL("../../..", import.meta.url));
const { status } = spawnSync("vitest", ["run", "--config", "test/vitest.config.ts", "test/recovery/simulation"], {
  cwd: root,
  env: {
    ...process.env,
    SLUICE_SEEDS: number("seeds"),
    SLUICE_SEED: number("seed"),
    ...(values.trace && { SLUICE_TRACE: "1" }),
  },
  stdio: "inherit",
});
process.exitCode = status ?? 1;
