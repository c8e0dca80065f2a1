import { intrinsicName } from "./intrinsics.ts";
import { exportName } from "./modules.ts";
import { hasNoState } from "./own-state.ts";
import { loadedModule, type Registration, registrationOf } from "./registration.ts";

/**
 * A text for a value that nothing can change, and that is the same value wherever it has the same text: a primitive, a part of the language or the engine,
 * a function or class of the program that holds nothing but such values. Undefined for everything else.
 */
export function constantKey(value: unknown, around: readonly Function[] = []): string | undefined {
  switch (typeof value) {
    case "symbol":
      return Symbol.keyFor(value) === undefined ? undefined : `symbol ${JSON.stringify(Symbol.keyFor(value))}`;
    case "object":
      if (value === null) return "null";
      return nameOf(value) ?? regexpKey(value);
    case "function":
      return nameOf(value) ?? functionKey(value, around);
    case "string":
      return JSON.stringify(value);
    case "bigint":
      return `${value}n`;
    default:
      return Object.is(value, -0) ? "-0" : String(value);
  }
}

function nameOf(thing: object): string | undefined {
  const intrinsic = intrinsicName(thing);
  if (intrinsic !== undefined) return intrinsic;
  const exported = exportName(thing);
  return exported && `${exported.specifier}#${exported.name}`;
}

/** Without g and y nothing of it changes when it is used. */
function regexpKey(value: object): string | undefined {
  if (!(value instanceof RegExp) || Object.getPrototypeOf(value) !== RegExp.prototype) return undefined;
  if (value.global || value.sticky || value.lastIndex !== 0 || Reflect.ownKeys(value).length !== 1) return undefined;
  return String(value);
}

function functionKey(fn: Function, around: readonly Function[]): string | undefined {
  const level = around.indexOf(fn);
  if (level >= 0) return `^${level}`;
  const registration = registrationOf(fn);
  if (registration === undefined || registration.member !== undefined || !hasNoState(fn)) return undefined;
  const { table } = loadedModule(registration.module);
  const captured = capturedKeys(registration, [...around, fn]);
  return captured && `${registration.identity ?? `${table.hash}:${registration.index}`}(${captured.join()})`;
}

function capturedKeys(registration: Registration, around: readonly Function[]): string[] | undefined {
  const { captures, imports, uses } = loadedModule(registration.module).table.functions[registration.index]!;
  if (Object.keys(uses).some((use) => use !== "dynamicImport")) return undefined;
  if (captures.some(({ assigned, token }) => assigned || token !== undefined)) return undefined;
  let values: unknown[];
  try {
    values = registration.read?.() ?? [];
  } catch {
    // a variable that has no value yet will get one: that is a change
    return undefined;
  }
  const keys: string[] = [];
  for (let i = 0; i < captures.length; i++) {
    const key = constantKey(values[i], around);
    if (key === undefined) return undefined;
    keys.push(key);
  }
  for (const { specifier, imported } of imports) keys.push(`${specifier}#${imported}`);
  return keys;
}
