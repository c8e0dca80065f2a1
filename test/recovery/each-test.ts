import { afterEach, beforeEach } from "vitest";
import { type Host, installHost } from "../../core/host/host.ts";
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
export function driver(after?: Driver): Driver {
  const made = new Driver(after);
  drivers.push(made);
  return made;
}
