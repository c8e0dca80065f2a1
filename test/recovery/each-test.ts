import { afterEach, beforeEach } from "vitest";
import { type Host, installHost } from "../../core/host/host.ts";
import type { FaultPlan } from "../../core/sim/faults.ts";
import { Driver } from "./drivers.ts";

/** Who imports this has drivers that end with the test that made them. */

let before: Host | undefined;
let drivers: Driver[] = [];

beforeEach(() => {
  before = installHost(undefined);
  drivers = [];
});

afterEach(() => {
  for (const each of drivers) each.host.die();
  installHost(before);
});

/** A driver that dies with the test, if not before. */
export function driver(after?: Driver, faults?: FaultPlan): Driver {
  const made = new Driver(after, faults);
  drivers.push(made);
  return made;
}
