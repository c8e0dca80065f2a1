import {
  isRegistered,
  isShareable,
  type Packed,
  pack,
  type ReviveEnvironment,
  revive,
  sharedCopy,
} from "../closure/index.ts";
import { ownFunction, userFunctions } from "../rdd/engine-function.ts";

type AnyFunction = (...args: never[]) => unknown;

/**
 * The user's functions of a stage, snapshot together when the stage starts, so that what two of them capture stays one thing, and
 * revived anew for every task. Functions that capture nothing have one copy that serves all tasks.
 */
export class StageFunctions {
  readonly #shared = new Map<unknown, unknown>();
  readonly #packed: Packed | undefined;
  readonly #order: AnyFunction[] = [];
  readonly #environment: ReviveEnvironment;

  constructor(functions: readonly unknown[], environment: ReviveEnvironment) {
    this.#environment = environment;
    for (const f of new Set(functions.flatMap(userFunctions))) {
      if (typeof f !== "function" || !isRegistered(f)) continue;
      if (isShareable(f)) this.#shared.set(f, sharedCopy(f));
      else this.#order.push(f as AnyFunction);
    }
    if (this.#order.length > 0) this.#packed = pack(this.#order);
  }

  /** How a new task finds its own copies. A function that was not compiled by Sluice is itself: it runs by reference. */
  forTask(): <F>(f: F) => F {
    const own = this.#ownUserFunction();
    return (f) => ownFunction(f, own);
  }

  #ownUserFunction(): <F>(f: F) => F {
    const shared = this.#shared;
    if (this.#packed === undefined) return <F>(f: F): F => (shared.get(f) as F | undefined) ?? f;
    const copies = revive(this.#packed, this.#environment);
    const order = this.#order;
    return <F>(f: F): F => {
      const index = order.indexOf(f as AnyFunction);
      return index >= 0 ? (copies[index] as F) : ((shared.get(f) as F | undefined) ?? f);
    };
  }
}
