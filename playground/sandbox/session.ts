import type { Explained } from "../../core/scheduler/provenance/explain.ts";
import type { Deed } from "../../core/sim/deeds.ts";
import { checkMessage, HostileMessageError } from "./check-message.ts";
import { Keeper } from "./keeper.ts";
import type {
  CompiledProgram,
  ProgramError,
  ProgramSession,
  RunOptions,
  RunState,
  Scenario,
  SessionListener,
} from "./protocol.ts";
import { openSandbox, type Sandbox } from "./sandbox.ts";
import { LIMITS, type WireApi, type WireMessage } from "./wire.ts";

/** How often the worker is asked for a sign of life, and how long it may take before it is called unresponsive. */
const PING_EVERY = 500;
const PATIENCE = 1_500;
/** After so many questions the frame, which has nothing else to do than to answer, is taken for gone. */
const MOST_UNANSWERED = 20;

/** The page's handle on programs in their sandbox; one runs at a time. */
export function createSession(): ProgramSession {
  return new Session();
}

class Session implements ProgramSession {
  readonly #listeners = new Set<SessionListener>();
  #state: RunState = "not-started";
  #run: Run | undefined;

  get state(): RunState {
    return this.#state;
  }

  async run(program: CompiledProgram, scenario: Scenario, options: RunOptions): Promise<void> {
    this.#run?.close();
    const run = new Run({
      enter: (state, error) => {
        if (this.#run === run) this.#enter(state, error);
      },
      tell: (tell) => {
        if (this.#run === run) this.#tell(tell);
      },
    });
    this.#run = run;
    this.#enter("starting");
    await run.start(program, scenario, options);
  }

  stop(): void {
    if (this.#run === undefined || this.#run.over) return;
    this.#run.close();
    this.#enter("stopped");
  }

  play(speed: number): void {
    this.#run?.call("play", speed);
  }

  pause(): void {
    this.#run?.call("pause");
  }

  stepBatch(): void {
    this.#run?.call("stepBatch");
  }

  async stepTask(): Promise<void> {
    await this.#run?.ask("stepTask");
  }

  async runTo(time: number): Promise<void> {
    await this.#run?.ask("runTo", time);
  }

  perform(deed: Deed): void {
    this.#run?.perform(deed);
  }

  explain(what: Explained): number | undefined {
    return this.#run?.explain(what);
  }

  contents(path: string): number | undefined {
    return this.#run?.contents(path);
  }

  subscribe(listener: SessionListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  dispose(): void {
    this.#run?.close();
    this.#run = undefined;
    this.#listeners.clear();
  }

  #enter(state: RunState, error?: ProgramError): void {
    if (this.#state === state && error === undefined) return;
    this.#state = state;
    this.#tell((listener) => listener.state?.(state, error));
  }

  #tell(tell: (listener: SessionListener) => void): void {
    for (const listener of [...this.#listeners]) tell(listener);
  }
}

/** The worker's text; most of the page's visitors read before they run. */
async function loadEngine(): Promise<string> {
  return (await import("virtual:classic:./driver.ts")).default;
}

interface RunOwner {
  enter(state: RunState, error?: ProgramError): void;
  tell(tell: (listener: SessionListener) => void): void;
}

/** One run of one program, from a fresh sandbox to its end. */
class Run {
  readonly #owner: RunOwner;
  #sandbox: Sandbox | undefined;
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #calls = 0;
  #ping: { readonly id: number; readonly at: number } | undefined;
  #unresponsive = false;
  #over = false;
  #events = 0;
  #weight = 0;
  readonly #peers = new Set<string>();
  /** What waits for the answers to calls, by their numbers. */
  readonly #awaited = new Map<number, () => void>();
  #keeper: Keeper | undefined;
  /** What is to be done to the world, and has not been yet as far as is known. */
  readonly #deeds: Deed[] = [];
  #questions = 0;
  /** How often the frame was asked for a sign of life since the last one. */
  #unanswered = 0;

  constructor(owner: RunOwner) {
    this.#owner = owner;
  }

  get over(): boolean {
    return this.#over;
  }

  async start(program: CompiledProgram, scenario: Scenario, options: RunOptions): Promise<void> {
    const engine = await loadEngine().catch((error: unknown) => {
      this.#fail({ name: "SandboxError", message: `The engine could not be loaded: ${String(error)}` });
    });
    if (engine === undefined || this.#over) return;
    const { disk } = options;
    if (disk !== undefined) {
      this.#keeper = new Keeper(disk, {
        kept: (group, changes, now) => {
          this.call("kept", group);
          this.#owner.tell((listener) => listener.kept?.(changes, now));
        },
        failed: (group, failure) => {
          this.call("kept", group, failure);
          this.#owner.tell((listener) => listener.keepFailed?.(failure));
        },
      });
    }
    const sandbox = openSandbox(engine, {
      broken: (message) => this.#fail({ name: "SandboxError", message }),
      hostile: (what) => this.#hostile(what),
      alive: () => {
        this.#unanswered = 0;
      },
    });
    this.#sandbox = sandbox;
    sandbox.port.onmessage = (event) => this.#receive(event);
    this.call("run", program, scenario);
    if (options.paused) this.call("pause");
    else this.call("play", options.speed);
    this.#heartbeat = setInterval(() => this.#beat(), PING_EVERY);
  }

  call<K extends keyof WireApi>(call: K, ...args: Parameters<WireApi[K]>): number {
    const id = ++this.#calls;
    this.#sandbox?.port.postMessage({ id, call, args });
    return id;
  }

  /** Calls, and waits until that is done, or the run is over. */
  ask<K extends keyof WireApi>(call: K, ...args: Parameters<WireApi[K]>): Promise<void> {
    if (this.#over) return Promise.resolve();
    const id = this.call(call, ...args);
    return new Promise((resolve) => this.#awaited.set(id, resolve));
  }

  perform(deed: Deed): void {
    if (this.#over) return;
    this.#deeds.push(deed);
    this.call("perform", deed);
  }

  explain(what: Explained): number {
    this.call("explain", ++this.#questions, what);
    return this.#questions;
  }

  contents(path: string): number {
    this.call("contents", ++this.#questions, path);
    return this.#questions;
  }

  close(): void {
    this.#over = true;
    clearInterval(this.#heartbeat);
    this.#sandbox?.close();
    this.#sandbox = undefined;
    for (const id of this.#awaited.keys()) void this.#answer(id);
  }

  /** What somebody waits for is there when what was told before is kept, too. */
  async #answer(id: number): Promise<void> {
    const resolve = this.#awaited.get(id);
    this.#awaited.delete(id);
    await this.#keeper?.idle();
    resolve?.();
  }

  #fail(error: ProgramError): void {
    if (this.#over) return;
    this.close();
    this.#owner.enter("failed", error);
  }

  #hostile(what: string): void {
    this.#fail({
      name: "HostileMessageError",
      message: `The program was stopped: ${what}. Only the engine may send messages out of the sandbox.`,
    });
  }

  #receive(event: MessageEvent): void {
    if (this.#over) return;
    try {
      const { message, weight } = checkMessage(event.data);
      // files are counted where they are kept
      if (message.type !== "files") this.#weight += weight;
      this.#take(message);
    } catch (error) {
      if (error instanceof HostileMessageError) this.#hostile(error.message);
      else throw error;
    }
  }

  #take(message: WireMessage): void {
    switch (message.type) {
      case "trace":
        this.#events += message.events.length;
        if (this.#events > LIMITS.eventsPerRun || this.#weight > LIMITS.weightPerRun) {
          this.#full();
          break;
        }
        try {
          this.#owner.tell((listener) => listener.events?.(message.events));
        } finally {
          this.call("taken");
        }
        break;
      case "clock":
        this.#owner.tell((listener) => listener.clock?.(message.now, message.running));
        if (!this.#over) this.#owner.enter(message.running ? "running" : "paused");
        break;
      case "peer":
        if (message.port > 65_535) throw new HostileMessageError("there is no such port");
        this.#peers.add(`${message.host}:${message.port}`);
        if (this.#peers.size > LIMITS.peers) {
          throw new HostileMessageError(`it connects to more than ${LIMITS.peers} ports`);
        }
        this.#owner.tell((listener) => listener.peer?.(message.host, message.port, message.connected));
        break;
      case "files":
        if (this.#keeper === undefined) throw new HostileMessageError("nobody keeps its files");
        this.#keeper.take(message);
        break;
      case "performed": {
        const deed = this.#deeds.shift();
        if (deed === undefined) throw new HostileMessageError("nothing was done to its world");
        this.#owner.tell((listener) => listener.performed?.({ ...deed, at: message.at }));
        break;
      }
      case "explained":
        if (message.question > this.#questions) throw new HostileMessageError("nobody has asked that");
        this.#owner.tell((listener) => listener.explained?.(message.question, message.explanation));
        break;
      case "contents":
        if (message.question > this.#questions) throw new HostileMessageError("nobody has asked that");
        this.#owner.tell((listener) => listener.contents?.(message.question, message.file));
        break;
      case "ended":
        this.close();
        this.#owner.enter(message.error === undefined ? "stopped" : "failed", message.error);
        break;
      case "reply":
        if (message.error !== undefined) this.#fail({ name: "SandboxError", message: message.error });
        else if (message.id === this.#ping?.id) this.#answered();
        else if (this.#awaited.has(message.id)) void this.#answer(message.id);
        break;
    }
  }

  #full(): void {
    this.#fail({
      name: "TraceFullError",
      message: `The trace of this run is full (${this.#events} events). Run the program again to start a new one.`,
    });
  }

  #beat(): void {
    const now = performance.now();
    if (this.#ping === undefined) {
      this.#ping = { id: this.call("ping"), at: now };
    } else if (now - this.#ping.at >= PATIENCE) {
      const milliseconds = Math.round(now - this.#ping.at);
      this.#unresponsive = true;
      this.#owner.tell((listener) => listener.unresponsive?.(milliseconds));
      if (this.#unanswered++ < MOST_UNANSWERED) this.#sandbox?.ping();
      else
        this.#fail({
          name: "SandboxGoneError",
          message: "The sandbox is gone. Most likely the program took more memory than the browser gives it.",
        });
    }
  }

  #answered(): void {
    this.#ping = undefined;
    if (!this.#unresponsive) return;
    this.#unresponsive = false;
    this.#owner.tell((listener) => listener.unresponsive?.(0));
  }
}
