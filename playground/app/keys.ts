import { VIEWS, type View } from "../views/views.ts";

/** What a key asks of the application. */
export type Command =
  | "run"
  | "play"
  | "step-on"
  | "step-back"
  | "task-on"
  | "task-back"
  | "slower"
  | "faster"
  | "batch-before"
  | "batch-after"
  | "table"
  | "guide"
  | "dock"
  | "netcat"
  | "editor"
  | "fork"
  | "clear"
  | "keys"
  | "format"
  | "compare"
  | "next-file"
  | "previous-file"
  | "next-pane"
  | "previous-pane"
  | `view-${View}`;

/** The part of a keyboard event that is looked at. */
export interface KeyPress {
  readonly key: string;
  /** The place of the key, whatever letter it makes together with others. */
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  " ": "play",
  ".": "step-on",
  ",": "step-back",
  ">": "task-on",
  "<": "task-back",
  "[": "slower",
  "]": "faster",
  ArrowLeft: "batch-before",
  ArrowRight: "batch-after",
  t: "table",
  l: "guide",
  p: "dock",
  n: "netcat",
  e: "editor",
  f: "fork",
  Escape: "clear",
  "?": "keys",
  ...Object.fromEntries(VIEWS.map((view, index) => [String(index + 1), `view-${view}` as const])),
};

/** With Alt held, also while the reader types. */
const ALT_COMMANDS: Readonly<Record<string, Command>> = {
  "Shift+KeyF": "format",
  "Shift+KeyD": "compare",
  PageDown: "next-file",
  PageUp: "previous-file",
};

/** What the reader is doing: typing text, working a control that has keys of its own, or neither. */
export type KeyContext = "text" | "control" | "page";

/** Keys that a focused button, link, slider or list needs for itself. */
const CONTROL_KEYS = new Set([" ", "Enter", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]);

/**
 * The command of a key, if it has one where the reader is. Without `signs` no letter, digit or sign has one when it is pressed alone: who speaks to the computer,
 * or presses keys by mistake, sets off nothing.
 */
export function commandOf(press: KeyPress, context: KeyContext, signs = true): Command | undefined {
  if (press.key === "Enter" && (press.ctrlKey || press.metaKey)) return "run";
  if (press.key === "F6") return press.shiftKey ? "previous-pane" : "next-pane";
  if (press.altKey && !press.ctrlKey && !press.metaKey) {
    const held = press.shiftKey ? `Shift+${press.code}` : press.code;
    return Object.hasOwn(ALT_COMMANDS, held) ? ALT_COMMANDS[held] : undefined;
  }
  if (press.ctrlKey || press.metaKey || press.altKey || context === "text") return undefined;
  if (context === "control" && CONTROL_KEYS.has(press.key)) return undefined;
  if (!signs && press.key.length === 1 && press.key !== " ") return undefined;
  if (press.shiftKey && press.key === "ArrowLeft") return "task-back";
  if (press.shiftKey && press.key === "ArrowRight") return "task-on";
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  return Object.hasOwn(COMMANDS, key) ? COMMANDS[key] : undefined;
}

/** Where the focus is, from the point of view of the keys. */
export function contextOf(target: Element | null): KeyContext {
  if (target === null) return "page";
  if (target.closest(".monaco-editor, [contenteditable='true'], textarea, dialog") !== null) return "text";
  if (target instanceof HTMLInputElement && target.type !== "range") return "text";
  return target.closest("button, a, select, input, summary") === null ? "page" : "control";
}
