import { QUIET_WORLD } from "../../core/lessons/scenario.ts";
import { crc32 } from "../../core/storage/codec/crc32.ts";
import type { Playground } from "../app/playground.svelte.ts";
import type { Scenario } from "../sandbox/protocol.ts";
import { isLink, LONGEST_LINK, linkOf, type Shared, sharedOf } from "./link.ts";

/** What became of the last wish to share. */
export type ShareState = "copied" | "too-long" | "failed";

/** Links that hold a program and what was done to its world: made here, and opened here. What a link brings is shown, and runs only when the reader says so. */
export class Sharing {
  state = $state<ShareState | undefined>();
  /** The link, for who has to copy it by hand. */
  link = $state<string | undefined>();
  /** The reader is told that the program came with a link. */
  isOpened = $state(false);
  /** Why a link could not be opened. */
  failure = $state<string | undefined>();
  readonly #playground: Playground;
  /** The editor shows a program that came with a link, whether or not the reader has been told. */
  #isShown = false;

  constructor(playground: Playground) {
    this.#playground = playground;
  }

  /** Copies a link to the program as it stands in the editor, with what was done to its world in the run. */
  async share(): Promise<void> {
    const { run, files, faults, scenario } = this.#playground;
    const world: Partial<Scenario> = run.repeatable?.scenario ?? faults.into(scenario?.(), 0) ?? {};
    const { seed = 1, happenings: done = [], kept } = world;
    // whoever opens it has a run whose time begins at 0
    const begin = kept?.now ?? 0;
    const happenings = done.map((each) => ({ ...each, at: Math.max(0, each.at - begin) }));
    let address: string;
    try {
      address = new URL(await linkOf({ program: files, seed, happenings }), location.href).href;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.link = undefined;
      this.state = "too-long";
      return;
    }
    this.link = address;
    if (address.length > LONGEST_LINK) {
      this.state = "too-long";
      return;
    }
    try {
      await navigator.clipboard.writeText(address);
      this.state = "copied";
    } catch {
      // browsers refuse it where the page has no right to: the link is shown to be copied by hand
      this.state = "failed";
    }
  }

  /** The reader has seen it. */
  dismiss(): void {
    this.state = undefined;
    this.link = undefined;
    this.failure = undefined;
    this.isOpened = false;
  }

  /** Opens what an address holds; one that holds no program leaves everything as it is. */
  async follow(hash: string): Promise<void> {
    if (!isLink(hash)) {
      if (this.#isShown) this.#playground.openProgram(undefined);
      this.#isShown = false;
      this.isOpened = false;
      return;
    }
    this.dismiss();
    try {
      this.#open(await sharedOf(hash), hash);
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  #open({ program, seed, happenings }: Shared, hash: string): void {
    const playground = this.#playground;
    playground.openProgram({ name: `shared/${nameOf(hash)}`, start: program });
    const rest = playground.faults.take(happenings);
    playground.scenario = () => ({ ...QUIET_WORLD, seed, happenings: rest });
    this.#isShown = true;
    this.isOpened = true;
  }
}

/** The same for the same link, and for hardly any other. */
function nameOf(hash: string): string {
  return `${crc32(new TextEncoder().encode(hash)).toString(16)}-${hash.slice(-8)}`;
}
