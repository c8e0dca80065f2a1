import type { Site } from "../../core/conf/errors.ts";
import type { ErrorInfo } from "../../core/trace/events.ts";

// The worker that writes the trace also runs the user's code: a field is what it claims to be only after a look.

export function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** A count of something: a whole number, not negative; 0 for anything else. */
export function count(value: unknown): number {
  return isNumber(value) && value > 0 ? Math.floor(value) : 0;
}

export function text(value: unknown, limit = 200): string {
  if (typeof value !== "string") return "";
  return value.length > limit ? `${value.slice(0, limit)}…` : value;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function site(value: unknown): Site | undefined {
  const candidate = value as Partial<Site> | undefined | null;
  if (typeof candidate !== "object" || candidate === null) return undefined;
  if (typeof candidate.file !== "string" || !isNumber(candidate.line)) return undefined;
  return {
    file: text(candidate.file),
    line: candidate.line,
    column: isNumber(candidate.column) ? candidate.column : 1,
  };
}

export function errorInfo(value: unknown): ErrorInfo | undefined {
  const candidate = value as Partial<ErrorInfo> | undefined | null;
  if (typeof candidate !== "object" || candidate === null) return undefined;
  return {
    name: text(candidate.name) || "Error",
    message: text(candidate.message, 4_000),
    code: text(candidate.code) || undefined,
    advice: text(candidate.advice, 1_000) || undefined,
    site: site(candidate.site),
    stack: text(candidate.stack, 8_000) || undefined,
  };
}
