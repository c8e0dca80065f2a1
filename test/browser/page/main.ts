import type { TraceEvent } from "../../../core/trace/events.ts";
import { openDisks } from "../../../playground/disk/disks.ts";
import type {
  CompiledProgram,
  KeepFailure,
  KeptWorld,
  ProgramError,
  RunOptions,
  RunState,
  Scenario,
} from "../../../playground/sandbox/protocol.ts";
import { createSession } from "../../../playground/sandbox/session.ts";

const session = createSession();
const disks = openDisks();

/** What the session told, for the tests to read. */
const heard = {
  events: [] as TraceEvent[],
  states: [] as RunState[],
  error: undefined as ProgramError | undefined,
  peers: [] as string[],
  unresponsive: [] as number[],
  now: 0,
  /** The times at which files became durable. */
  kept: [] as number[],
  keepFailures: [] as KeepFailure[],
};

session.subscribe({
  events: (events) => heard.events.push(...events),
  clock: (now) => {
    heard.now = now;
  },
  peer: (host, port, connected) => heard.peers.push(`${host}:${port} ${connected ? "connected" : "left"}`),
  state: (state, error) => {
    heard.states.push(state);
    heard.error = error;
  },
  kept: (_, now) => heard.kept.push(now),
  keepFailed: (failure) => heard.keepFailures.push(failure),
  unresponsive: (milliseconds) => heard.unresponsive.push(milliseconds),
});

let ticks = 0;
setInterval(() => ticks++, 20);

const page = {
  session,
  heard,
  get ticks() {
    return ticks;
  },
  async run(
    program: CompiledProgram,
    scenario: Scenario,
    options: RunOptions = { speed: Number.POSITIVE_INFINITY, paused: false },
  ) {
    heard.events.length = 0;
    heard.states.length = 0;
    heard.unresponsive.length = 0;
    heard.peers.length = 0;
    heard.error = undefined;
    heard.kept.length = 0;
    heard.keepFailures.length = 0;
    await session.run(program, scenario, options);
  },
  disks,
  /** The same, with the program's files kept under a name, from the start or from what is kept. */
  async runKept(
    name: string,
    from: "start" | "checkpoint",
    program: CompiledProgram,
    scenario: Scenario,
    pace = { speed: Number.POSITIVE_INFINITY, paused: false },
  ) {
    const { world, disk } =
      from === "start"
        ? { world: { now: 0, files: [] } satisfies KeptWorld, disk: disks.beginAnew(name) }
        : await disks.goOn(name);
    await page.run(program, { ...scenario, kept: world }, { ...pace, disk });
  },
  /** What the program wrote to its console. */
  output: () => heard.events.flatMap((event) => (event.kind === "console" ? [event.text] : [])).join(""),
};

export type TestPage = typeof page;

Object.assign(globalThis, { page });
