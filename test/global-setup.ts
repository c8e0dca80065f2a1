import { setUp } from "../.ci/setup.mjs";

/** Tests of the command run what users run, dist/: it has to be the present source's. */
export function setup(): void {
  setUp({ build: true });
}
