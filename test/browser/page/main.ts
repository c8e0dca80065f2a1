import type { TraceEvent } from "../../../core/trace/events.ts";
import type { CompiledProgram, ProgramError, RunState, Scenario } from "../../../playground/sandbox/protocol.ts";
import { createSession } from "../../../playground/sandbox/session.ts";

const session = createSession();

/** What the session told, for the tests to read. */
const heard = {
  events: [] as TraceEvent[],
  states: [] as RunState[],
  error: undefined as ProgramError | undefined,
  peers: [] as string[],
  unresponsive: [] as number[],
  now: 0,
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
    options = { speed: Number.POSITIVE_INFINITY, paused: false },
  ) {
    heard.events.length = 0;
    heard.states.length = 0;
    heard.unresponsive.length = 0;
    heard.peers.length = 0;
    heard.error = undefined;
    await session.run(program, scenario, options);
  },
  /** What the program wrote to its console. */
  output: () => heard.events.flatMap((event) => (event.kind === "console" ? [event.text] : [])).join(""),
};

export type TestPage = typeof page;

Object.assign(globalThis, { page });
