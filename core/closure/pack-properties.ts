import { comesWith } from "./own-state.ts";
import type { Property } from "./packed.ts";
import type { Packer } from "./packer.ts";

const NOT_ENUMERABLE = 1;
const NOT_WRITABLE = 2;
const NOT_CONFIGURABLE = 4;

/** What sets a property apart from one that was assigned, as bits; 0 when nothing does. */
export function hiddenBits(descriptor: PropertyDescriptor): number {
  return (
    (descriptor.enumerable ? 0 : NOT_ENUMERABLE) |
    (descriptor.writable === false ? NOT_WRITABLE : 0) |
    (descriptor.configurable ? 0 : NOT_CONFIGURABLE)
  );
}

export function attributes(hidden = 0): { enumerable: boolean; configurable: boolean; writable: boolean } {
  return {
    enumerable: (hidden & NOT_ENUMERABLE) === 0,
    writable: (hidden & NOT_WRITABLE) === 0,
    configurable: (hidden & NOT_CONFIGURABLE) === 0,
  };
}

/** A step of a path: `.name`, `["two words"]`, `[Symbol(x)]`. */
export function propertyLabel(key: string | symbol): string {
  if (typeof key === "symbol") return `[${String(key)}]`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** Properties by their descriptors, without the functions that come with the class `owner` anyway. */
export function packProperties(
  packer: Packer,
  object: object,
  keys: readonly (string | symbol)[],
  owner?: Function,
): Property[] {
  const comesAnyway = (fn: unknown): boolean => owner !== undefined && comesWith(owner, fn);
  const properties: Property[] = [];
  for (const key of keys) {
    const descriptor = Object.getOwnPropertyDescriptor(object, key)!;
    if (comesAnyway(descriptor.value) || comesAnyway(descriptor.get) || comesAnyway(descriptor.set)) continue;
    const hidden = hiddenBits(descriptor);
    const property = packer.step(propertyLabel(key), (): Property => {
      const name = packer.value(key);
      if ("value" in descriptor) {
        const { value } = descriptor;
        return { key: name, value: object === owner ? packer.stateValue(value) : packer.value(value) };
      }
      return { key: name, accessor: true, get: packer.value(descriptor.get), set: packer.value(descriptor.set) };
    });
    properties.push(hidden === 0 ? property : { ...property, hidden });
  }
  return properties;
}
