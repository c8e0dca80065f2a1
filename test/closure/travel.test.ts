import { inspect } from "node:util";
import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { strip } from "../../core/closure/compile/strip.ts";
import { type Packed, pack, portable, revive } from "../../core/closure/index.ts";
import { environment } from "./environment.ts";
import { kinds } from "./kinds.ts";
import { Programs } from "./programs.ts";

const programs = new Programs();
afterAll(() => programs.remove());

interface Shipment {
  readonly plain: Packed;
  readonly instrumented: Packed;
  readonly atHome: string;
}

const shipments = new Map<string, Shipment>();
let abroad: Record<string, { plain: string; instrumented: string }>;

beforeAll(async () => {
  for (const { name, program, others } of kinds) {
    const { run } = programs.load(program, others) as { run: () => unknown };
    const plain = pack([run]);
    const instrumented = pack([run], { instrumented: true });
    shipments.set(name, { plain, instrumented, atHome: inspect(await run(), { depth: 9 }) });
  }
  const cargo = [...shipments].map(([name, { plain, instrumented }]) => [
    name,
    portable(plain),
    portable(instrumented),
  ]);
  const worker = new Worker(new URL("executor.ts", import.meta.url), { workerData: cargo });
  abroad = await new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  await worker.terminate();
});

describe.each(kinds)("$name", ({ name }) => {
  test.each(["plain", "instrumented"] as const)("gives the same in a copy, %s", async (form) => {
    const shipment = shipments.get(name)!;
    for (let i = 0; i < 2; i++) {
      // The second copy must not see what the first did.
      const [run] = revive(shipment[form], environment);
      expect(inspect(await run!(), { depth: 9 })).toBe(shipment.atHome);
    }
  });

  test.each(["plain", "instrumented"] as const)("gives the same in another thread, %s", (form) => {
    expect(abroad[name]![form]).toBe(shipments.get(name)!.atHome);
  });

  test("a copy that was restored ships again", async () => {
    const shipment = shipments.get(name)!;
    const [restored] = revive(structuredClone(portable(shipment.instrumented)), environment);
    const again = structuredClone(portable(pack([restored!], { instrumented: true })));
    const [run] = revive(structuredClone(portable(pack(revive(again, environment)))), environment);
    expect(inspect(await run!(), { depth: 9 })).toBe(shipment.atHome);
  });
});

test.each(kinds.filter(({ others }) => others === undefined))(
  "without the transform it gives the same: $name",
  async ({ name, program }) => {
    const { run } = programs.loadBare(strip(program, "app.ts")) as { run: () => unknown };
    expect(inspect(await run(), { depth: 9 })).toBe(shipments.get(name)!.atHome);
  },
);

test("there are many kinds", () => {
  expect(kinds.length).toBeGreaterThanOrEqual(35);
});
