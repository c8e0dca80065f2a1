import { CustomView, FunctionView, NameView, ObjectView } from "./packed-view.ts";

/** So many members of a list, and so many characters of a text, are shown. */
const MEMBERS = 5;
const CHARACTERS = 60;
const DEPTH = 3;

/** What a view is of, in short, as one would write it in a program: `{ text: "hello", to: ["a", "b"] }`. */
export function viewText(view: unknown, depth = 0): string {
  if (typeof view === "string") return JSON.stringify(shortened(view, CHARACTERS));
  if (typeof view === "bigint") return `${view}n`;
  if (Object.is(view, -0)) return "-0";
  if (typeof view !== "object" || view === null) return String(view);
  if (view instanceof NameView) return view.name;
  if (view instanceof FunctionView) return functionText(view);
  if (view instanceof Date) return Number.isNaN(view.getTime()) ? "Invalid Date" : view.toISOString();
  if (view instanceof CustomView) return customText(view.data, depth);
  if (view instanceof ObjectView) return objectText(view, depth);
  const text = (member: unknown): string => viewText(member, depth + 1);
  if (Array.isArray(view)) return `[${members(view, depth, text)}]`;
  if (view instanceof Map)
    return `Map(${view.size}) {${members([...view], depth, ([key, value]) => `${text(key)} => ${text(value)}`)}}`;
  return `Set(${(view as Set<unknown>).size}) {${members([...(view as Set<unknown>)], depth, text)}}`;
}

function functionText({ name, site, isClass }: FunctionView): string {
  const what = `${isClass ? "class" : "function"}${name === "" ? "" : ` ${name}`}`;
  return site === undefined ? what : `${what} at ${site.file}:${site.line}`;
}

function objectText({ className, fields }: ObjectView, depth: number): string {
  const entries = Object.entries(fields);
  const parts = members(entries, depth, ([key, value]) => `${key}: ${viewText(value, depth + 1)}`);
  return `${className === undefined ? "" : `${className} `}{${parts === "" ? "" : ` ${parts} `}}`;
}

/** A stream, an RDD, a broadcast variable, an accumulator, a function of the engine's around the user's. */
function customText(data: unknown, depth: number): string {
  const { kind, id, make } = (data instanceof ObjectView ? data.fields : {}) as Record<string, unknown>;
  if (make !== undefined) return viewText(make, depth);
  return `${typeof kind === "string" ? kind : "thing"}${id === undefined ? "" : ` ${String(id)}`} of the driver`;
}

function members<M>(all: readonly M[], depth: number, text: (member: M) => string): string {
  if (all.length > 0 && depth >= DEPTH) return "…";
  const shown = all.slice(0, MEMBERS).map(text);
  if (all.length > MEMBERS) shown.push(`… ${all.length - MEMBERS} more`);
  return shown.join(", ");
}

/** At most `length` characters; what is left out is marked. */
export function shortened(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
