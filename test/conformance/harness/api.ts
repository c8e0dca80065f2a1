import * as sluice from "../../../core/index.ts";

/** Is there an operation `Class.name` (on instances or on the class), or an exported `name`? */
export function exists(operation: string): boolean {
  const [name, member] = operation.split(".") as [string, string?];
  const exported = (sluice as Readonly<Record<string, unknown>>)[name];
  if (member === undefined || typeof exported !== "function") return exported !== undefined;
  return member in exported || member in (exported.prototype as object);
}

/** Of these operations, those that do not exist yet; what names no operation (`the …`) counts as missing. */
export function stillMissing(operations: readonly string[]): string[] {
  return operations.filter((operation) => operation.startsWith("the ") || !exists(operation));
}
