/** Records without their order, to be compared: as sorted texts. */
export function bag(records: readonly unknown[]): string[] {
  return records.map(text).sort();
}

/** Equal keys have equal texts. */
export function text(value: unknown): string {
  if (Array.isArray(value)) return `[${Array.from(value, text).join()}]`;
  if (typeof value === "object" && value !== null) return JSON.stringify(value);
  return `${typeof value} ${String(value === 0 ? 0 : value)}`;
}
