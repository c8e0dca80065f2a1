import { afterEach, beforeEach, expect, test } from "vitest";
import { createConsole } from "../../core/sim/console.ts";
import { SimHost } from "../../core/sim/sim-host.ts";
import { VirtualGlobals } from "../../core/sim/virtual-globals.ts";

const realSetImmediate = setImmediate;
let host: SimHost;
let globals: VirtualGlobals;

beforeEach(() => {
  host = new SimHost({
    turn: () => new Promise((resolve) => realSetImmediate(resolve)),
    trace: { previews: 0, write: () => {} },
    start: 5000,
  });
  globals = new VirtualGlobals({ clock: host.clock, random: () => 0.25 });
  globals.install();
});
afterEach(() => globals.uninstall());

test("Date shows the host's time and is otherwise itself", () => {
  expect(Date.now()).toBe(5000);
  expect(new Date().toISOString()).toBe("1970-01-01T00:00:05.000Z");
  expect(new Date(7).getTime()).toBe(7);
  expect(new Date("1970-01-02T00:00:00Z").getTime()).toBe(86_400_000);
  expect(Date.UTC(1970, 0, 2)).toBe(86_400_000);
  expect(new Date() instanceof Date).toBe(true);
  expect(new Date().constructor).toBe(Date);
  class Stamp extends Date {}
  expect(new Stamp().getTime()).toBe(5000);
  expect(new Stamp()).toBeInstanceOf(Stamp);
});

test("timers run on the host's clock and can be cleared", async () => {
  const log: string[] = [];
  setTimeout((word: string) => log.push(`${Date.now()} ${word}`), 300, "timeout");
  const interval = setInterval(() => log.push(`${Date.now()} interval`), 200);
  clearTimeout(setTimeout(() => log.push("never"), 10));
  expect(performance.now()).toBe(0);
  await host.clock.advance(500);
  clearInterval(interval);
  await host.clock.advance(500);
  expect(log).toEqual(["5200 interval", "5300 timeout", "5400 interval"]);
  expect(performance.now()).toBe(1000);
  expect(Math.random()).toBe(0.25);
});

test("the platform's own come back", () => {
  globals.uninstall();
  expect(Date.now()).toBeGreaterThan(1.7e12);
  expect(new Date().constructor).toBe(Date);
});

test("console writes to the trace", () => {
  const lines: string[] = [];
  const console = createConsole({
    clock: host.clock,
    write: (stream, text) => lines.push(`${stream}: ${text}`),
    describeError: (error) => `<${error.message}>`,
  });
  console.log("a", 1, ["b", 2]);
  console.error(new Error("bad"));
  console.group("g");
  console.warn("in\nside");
  console.groupEnd();
  console.count();
  console.count();
  console.assert(1 > 2, "math");
  expect(lines).toEqual([
    "stdout: a 1 [ 'b', 2 ]",
    "stderr: <bad>",
    "stdout: g",
    "stderr:   in\n  side",
    "stdout: default: 1",
    "stdout: default: 2",
    "stderr: Assertion failed: math",
  ]);
});

test("they come and go, and timers outlive that", async () => {
  const log: number[] = [];
  const timer = setInterval(() => log.push(host.clock.now()), 200);
  globals.uninstall();
  await host.clock.advance(400);
  globals.install();
  clearInterval(timer);
  await host.clock.advance(400);
  expect(log).toEqual([5200, 5400]);
});
