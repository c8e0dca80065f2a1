import { IllegalStateError, require, SluiceError } from "../../conf/errors.ts";

/**
 * There is nothing to get.
 * @spark java.util.NoSuchElementException
 */
export class NoSuchElementError extends SluiceError {}

/**
 * The state of the key for which the function of `mapWithState` is being called. It is good for this one call only: what shall last is given to
 * `update`.
 * @spark org.apache.spark.streaming.State
 * @example
 * const total = (state.getOption() ?? 0) + 1;
 * state.update(total);
 */
export abstract class State<S> {
  /**
   * Is there a state?
   * @spark State.exists
   * @example const isNew = !state.exists();
   */
  abstract exists(): boolean;

  /**
   * The state.
   * @throws NoSuchElementError "State is not set", when there is none: ask `exists()` first, or use `getOption()`
   * @spark State.get
   * @example const total = state.exists() ? state.get() : 0;
   */
  abstract get(): S;

  /**
   * Makes `newState` the key's state.
   * @throws IllegalArgumentError when the state has been removed in this call, or is timing out
   * @spark State.update
   * @example state.update((state.getOption() ?? 0) + 1);
   */
  abstract update(newState: S): void;

  /**
   * The key has no state any more; allowed also when it had none.
   * @throws IllegalArgumentError when the state has already been removed in this call, or is timing out
   * @spark State.remove
   * @example if (state.exists() && state.get() > 100) state.remove();
   */
  abstract remove(): void;

  /**
   * Is this the last call for this key, since it had no record for longer than the timeout? Then there is no value, and the state can only be read.
   * @spark State.isTimingOut
   * @example if (!state.isTimingOut()) state.update(1);
   */
  abstract isTimingOut(): boolean;

  /**
   * The state, or undefined when there is none.
   * @spark State.getOption
   * @example const total = state.getOption() ?? 0;
   */
  getOption(): S | undefined {
    return this.exists() ? this.get() : undefined;
  }

  /**
   * The state as text; `<state not set>` when there is none.
   * @spark State.toString
   */
  toString(): string {
    return this.exists() ? String(this.get()) : "<state not set>";
  }
}

/** One for all calls of a task, wrapped around one key's state after the other. Spark: `StateImpl`. */
export class StateImpl<S> extends State<S> {
  /** Is a call running for which it was wrapped? */
  private open = false;
  private state: S | undefined = undefined;
  private defined = false;
  private timingOut = false;
  private removed = false;
  private updated = false;

  exists(): boolean {
    this.checkOpen();
    return this.defined;
  }

  get(): S {
    this.checkOpen();
    if (this.defined) return this.state as S;
    throw new NoSuchElementError("State is not set", {
      code: "STATE_NOT_SET",
      advice: "Ask state.exists() first, or use state.getOption(), which is undefined then.",
    });
  }

  update(newState: S): void {
    this.checkOpen();
    require(!this.removed, () => "Cannot update the state after it has been removed", { code: "STATE_REMOVED" });
    require(!this.timingOut, () => "Cannot update the state that is timing out", TIMING_OUT);
    this.state = newState;
    this.defined = true;
    this.updated = true;
  }

  remove(): void {
    this.checkOpen();
    require(!this.timingOut, () => "Cannot remove the state that is timing out", TIMING_OUT);
    require(!this.removed, () => "Cannot remove the state that has already been removed", { code: "STATE_REMOVED" });
    this.defined = false;
    this.updated = false;
    this.removed = true;
  }

  isTimingOut(): boolean {
    this.checkOpen();
    return this.timingOut;
  }

  // ── for the engine ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  get isRemoved(): boolean {
    return this.removed;
  }

  get isUpdated(): boolean {
    return this.updated;
  }

  get isDefined(): boolean {
    return this.defined;
  }

  /** What it holds. */
  get value(): S | undefined {
    return this.state;
  }

  /** For a call with a key that has this state, or none. */
  wrap(defined: boolean, state: S | undefined): void {
    this.open = true;
    this.state = state;
    this.defined = defined;
    this.timingOut = false;
    this.removed = false;
    this.updated = false;
  }

  /** For the last call with a key. */
  wrapTimingOut(state: S): void {
    this.wrap(true, state);
    this.timingOut = true;
  }

  /** The call is over. */
  close(): void {
    this.open = false;
  }

  private checkOpen(): void {
    if (this.open) return;
    throw new IllegalStateError("A State was used after the call of mapWithState's function that it was given to", {
      code: "STATE_OUTSIDE",
      advice: "Take out what you need (state.get()) while the function runs, and give that back instead of the State.",
    });
  }
}

const TIMING_OUT = {
  code: "STATE_TIMING_OUT",
  advice: "Ask state.isTimingOut() first: in that last call for a key its state can only be read.",
};
