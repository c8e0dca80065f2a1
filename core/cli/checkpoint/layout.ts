import { styleText } from "node:util";
import { shortened } from "../../closure/view-text.ts";
import type { Site } from "../../conf/errors.ts";
import type {
  CheckpointContents,
  FunctionContents,
  OutputContents,
  StreamContents,
} from "../../streaming/checkpoint/contents.ts";

/** One file of a checkpoint directory. */
export interface FileState {
  readonly file: string;
  /** The batch time in its name. */
  readonly time: number;
  readonly backup: boolean;
  readonly bytes?: number;
  /** When, in milliseconds since 1970. */
  readonly written?: number;
  /** It is the one from which a driver would go on. */
  readonly used?: boolean;
  /** Why it cannot be read. */
  readonly broken?: string;
}

const WIDTH = 80;

/** What there is in a checkpoint directory, for people: lines of 80 columns at most, but for long names. */
export function inspectionText(
  contents: CheckpointContents | undefined,
  files: readonly FileState[],
  directory: string,
): string {
  const sections = contents === undefined ? [] : contentsSections(contents, directory);
  sections.push(["Files", files.flatMap(fileLines)]);
  return sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `${heading(title)}\n${lines.map((line) => `  ${line}\n`).join("")}`)
    .join("\n");
}

type Section = [title: string, lines: string[]];

function contentsSections(contents: CheckpointContents, directory: string): Section[] {
  const { settings, streams, outputs } = contents;
  return [
    ["Checkpoint", table(overview(contents, directory))],
    ["Settings", table(Object.entries(settings))],
    ["Streams", streams.flatMap(streamLines)],
    ["Outputs", outputs.flatMap((output) => outputLines(output, streams))],
    ["Data", streams.flatMap(dataLines)],
  ];
}

function overview(contents: CheckpointContents, directory: string): [string, string][] {
  const { time, batchInterval, zeroTime, pendingBatches, program } = contents;
  const rows: [string, string][] = [
    ["as of batch", timeText(time)],
    ["batch interval", durationText(batchInterval)],
    ["zero time", zeroTime === undefined ? "not started" : timeText(zeroTime)],
    ["pending batches", pendingBatches.length === 0 ? "none" : pendingBatches.map((ms) => `${ms} ms`).join(", ")],
    ["program", program.length === 0 ? "unknown" : program.join(", ")],
  ];
  if (contents.directory !== directory) rows.push(["belongs to", contents.directory]);
  return rows;
}

function streamLines(stream: StreamContents): string[] {
  const { id, operation, detail, kind, variable, parents, slide, window, remember, checkpoint, storageLevel } = stream;
  const what = operation === undefined ? kind : `${operation}${detail === undefined ? "" : ` ${detail}`}`;
  const facts = [
    parents.length === 0 ? "" : `of ${parents.map((parent) => `#${parent}`).join(", ")}`,
    slide === undefined ? "" : `every ${durationText(slide)}`,
    window === undefined ? "" : `window ${durationText(window)}`,
    remember === undefined ? "" : `remembers ${durationText(remember)}`,
    checkpoint === undefined ? "" : `checkpoint every ${durationText(checkpoint)}`,
    storageLevel === "NONE" ? "" : storageLevel,
  ];
  return [
    ends(`#${id} ${variable === undefined ? "" : `${variable} = `}${what}`, placeText(stream.site)),
    ...wrapped(facts.filter((fact) => fact !== "").join(", "), "   "),
    ...stream.functions.flatMap((each) => functionLines(each, "   ")),
  ];
}

function outputLines({ id, operation, stream, site, functions }: OutputContents, streams: readonly StreamContents[]) {
  const variable = streams.find((each) => each.id === stream)?.variable;
  return [
    ends(`${id} ${operation} of #${stream}${variable === undefined ? "" : ` ${variable}`}`, placeText(site)),
    ...functions.flatMap((each) => functionLines(each, "  ")),
  ];
}

/** A text of more lines is shown so far. */
const LINES = 12;

function functionLines({ name, site, text, captured }: FunctionContents, indent: string): string[] {
  const lines = withoutIndent(text);
  const shown = lines.slice(0, LINES);
  if (lines.length > LINES) shown.push(`… ${lines.length - LINES} more lines`);
  const room = WIDTH - 2 - indent.length - 2;
  return [
    `${indent}${name === "" ? "function" : name} at ${placeText(site)}`,
    ...shown.map((line) => `${indent}  ${shortened(line, room)}`),
    ...Object.entries(captured).map(([key, value]) => `${indent}  ${shortened(`with ${key} = ${value}`, room)}`),
  ];
}

/** Every line but the first has the indentation of its place in the program; types left gaps. */
function withoutIndent(text: string): string[] {
  const [first = "", ...rest] = text.split("\n").map((line) =>
    line
      .trimEnd()
      .replace(/(?<=\S) {3,}(?=\S)/g, " ")
      .replace(/(?<=\w) (?=[,)])/g, ""),
  );
  const least = Math.min(...rest.filter((line) => line !== "").map((line) => line.search(/\S/)));
  return [first, ...rest.map((line) => line.slice(least))].filter((line) => line !== "");
}

function dataLines({ id, data }: StreamContents): string[] {
  return data.flatMap(({ time, directory, partitions, bytes }) => [
    ends(
      `#${id} as of ${time} ms`,
      partitions === undefined ? red("gone") : `${countText(partitions, "partition")}, ${bytesText(bytes!)}`,
    ),
    `   ${directory}`,
  ]);
}

function fileLines({ file, bytes, written, used, broken }: FileState): string[] {
  if (broken !== undefined) return [ends(file, red("broken")), ...wrapped(broken, "   ")];
  const facts = `${new Date(written!).toISOString().replace("T", " ").slice(0, 19)}, ${bytesText(bytes!).padStart(9)}`;
  return [ends(file, `${used === true ? "newest, " : ""}${facts}`)];
}

// ── words ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...rows.map(([key]) => key.length));
  return rows.flatMap(([key, value]) => {
    const [first = "", ...rest] = wrapped(value, " ".repeat(width + 2));
    return [key.padEnd(width + 2) + first.trimStart(), ...rest];
  });
}

/** Two texts at the two ends of a line, the second one space behind the first where there is no room. */
function ends(left: string, right: string): string {
  const visible = right.replaceAll("\u001b", "").replace(/\[\d+m/g, "");
  return `${left}${" ".repeat(Math.max(1, WIDTH - 2 - left.length - visible.length))}${right}`.trimEnd();
}

function wrapped(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && indent.length + line.length + 1 + word.length > WIDTH - 2) {
      lines.push(indent + line);
      line = word;
    } else line += line === "" ? word : ` ${word}`;
  }
  if (line !== "") lines.push(indent + line);
  return lines;
}

function placeText(site: Site | undefined): string {
  return site === undefined ? "" : `${site.file}:${site.line}:${site.column}`;
}

function timeText(ms: number): string {
  return `${ms} ms (${new Date(ms).toISOString().replace("T", " ").replace("Z", " UTC")})`;
}

function durationText(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000} s` : `${ms} ms`;
}

function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [unit, size] = bytes < 1_000_000 ? ["kB", 1000] : ["MB", 1_000_000];
  return `${(bytes / size).toFixed(1)} ${unit}`;
}

function countText(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function heading(text: string): string {
  return styleText("bold", text, { stream: process.stdout });
}

function red(text: string): string {
  return styleText("red", text, { stream: process.stdout });
}
