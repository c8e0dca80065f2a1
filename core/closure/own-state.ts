import { isEngineHasInstance } from "./has-instance.ts";
import { privateAccess } from "./private-state.ts";
import { REGISTERED, registrationOf } from "./registration.ts";

const NOT_STATE = new Set<string | symbol>(["length", "name", "prototype", "arguments", "caller", REGISTERED]);

/** The keys of what was put onto a function or class: static fields, methods, and what the program added. */
export function ownKeysOf(fn: Function): (string | symbol)[] {
  return Reflect.ownKeys(fn).filter((key) => !NOT_STATE.has(key) && !isEngineHasInstance(fn, key));
}

/** Does the function come with the class `owner`, of which it is a method, getter or setter? */
export function comesWith(owner: Function, fn: unknown): boolean {
  return typeof fn === "function" && registrationOf(fn)?.member?.owner === owner;
}

/** True when there is nothing on a function or class, and on its prototype, but what its text puts there. */
export function hasNoState(fn: Function): boolean {
  const prototype: unknown = Object.hasOwn(fn, "prototype") ? (fn as { prototype: unknown }).prototype : undefined;
  const onPrototype =
    typeof prototype === "object" && prototype !== null
      ? Reflect.ownKeys(prototype).filter((key) => key !== "constructor")
      : [];
  return (
    ownKeysOf(fn).every((key) => isMember(fn, fn, key)) &&
    onPrototype.every((key) => isMember(fn, prototype as object, key)) &&
    (privateAccess(fn)?.staticFields.length ?? 0) === 0
  );
}

function isMember(owner: Function, holder: object, key: string | symbol): boolean {
  const { value, get, set } = Object.getOwnPropertyDescriptor(holder, key)!;
  const parts = [value, get, set].filter((part) => part !== undefined);
  return parts.length > 0 && parts.every((part) => comesWith(owner, part));
}
