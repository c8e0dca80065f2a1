import { registrationOf } from "./registration.ts";

/** Which class of the program it is: the same for all its copies, in every thread. Undefined for what is none. */
export function classIdentity(owner: unknown): string | undefined {
  return typeof owner === "function" ? registrationOf(owner)?.identity : undefined;
}

/** From now on `instanceof` goes by which class it is, and not by which copy of it. Where there is but one copy, it is as fast as the language makes it. */
export function tellByIdentity(owner: Function): void {
  if (Object.hasOwn(owner, Symbol.hasInstance) || !Object.isExtensible(owner)) return;
  Object.defineProperty(owner, Symbol.hasInstance, { value: hasInstance, configurable: true });
}

/** Is this property of a class the engine's, and not the program's? */
export function isEngineHasInstance(owner: Function, key: string | symbol): boolean {
  return key === Symbol.hasInstance && Object.getOwnPropertyDescriptor(owner, key)?.value === hasInstance;
}

function hasInstance(this: Function, value: unknown): boolean {
  if (Function.prototype[Symbol.hasInstance].call(this, value)) return true;
  const identity = classIdentity(this);
  if (identity === undefined || typeof value !== "object" || value === null) return false;
  for (let next: object | null = Object.getPrototypeOf(value); next !== null; next = Object.getPrototypeOf(next)) {
    if (Object.hasOwn(next, "constructor") && classIdentity(next.constructor) === identity) return true;
  }
  return false;
}
