import type { Preview } from "../../core/trace/events.ts";

/** A record's text is cut here wherever it is drawn; the whole of it is in its title. */
export const RECORD_CHARACTERS = 24;
const KEPT_CHARACTERS = 2_000;

/** `value` as a preview, whatever the worker sent: a text, or the texts of a key and a value. */
export function checkedPreview(value: unknown): Preview {
  if (Array.isArray(value) && value.length === 2) return [keptText(value[0]), keptText(value[1])];
  return keptText(value);
}

/** A list of previews out of the worker, at most `limit` of them. */
export function checkedPreviews(value: unknown, limit: number): Preview[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, limit).map(checkedPreview);
}

function keptText(value: unknown): string {
  const text = typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
  return text.length > KEPT_CHARACTERS ? `${text.slice(0, KEPT_CHARACTERS)}…` : text;
}

/** What makes two records "the same" to a reader: a pair's key, or the whole text. */
export function keyOf(record: Preview): string {
  return typeof record === "string" ? record : record[0];
}

/** As `print` writes it: `(be,3)`. */
export function printed(record: Preview): string {
  return typeof record === "string" ? record : `(${record[0]},${record[1]})`;
}

/** `text` in at most `limit` characters. */
export function cut(text: string, limit = RECORD_CHARACTERS): string {
  const characters = Array.from(text);
  return characters.length > limit ? `${characters.slice(0, limit - 1).join("")}…` : text;
}

/** A record's parts as they are drawn; control characters, which have no width of their own, as visible signs. */
export function drawn(record: Preview): readonly string[] {
  const parts = typeof record === "string" ? [record] : record;
  return parts.map((part) =>
    visible(cut(part, typeof record === "string" ? RECORD_CHARACTERS : RECORD_CHARACTERS / 2)),
  );
}

function visible(text: string): string {
  return text === "" ? "␀" : text.replace(/\p{Cc}/gu, signOf);
}

/** A control character's picture, as Unicode has one for those of ASCII. */
function signOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "␡" : "�";
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f000}-\u{3fffd}]/u;
const ASCII = /^[\x20-\x7e]*$/;
const NARROW_WIDTH = 6.63;
const WIDE_WIDTH = 11.2;

/** The width of `text` in the canvas's 11 px monospaced type, in pixels. */
export function textWidth(text: string): number {
  if (ASCII.test(text)) return text.length * NARROW_WIDTH;
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? WIDE_WIDTH : NARROW_WIDTH;
  return width;
}

/** The width of a drawn record: 2 px padding on both sides of each part, 1 px of a cut between two. */
export function recordWidth(record: Preview): number {
  const parts = drawn(record);
  return parts.reduce((width, part) => width + textWidth(part) + 4, parts.length - 1);
}

/** How many of `words` can be written side by side in `width` pixels, when what is left out of `total` needs `rest`; at least one. */
export function fittingWords(words: readonly string[], total: number, width: number, rest: number): number {
  for (let shown = words.length; shown > 1; shown--) {
    if (textWidth(words.slice(0, shown).join(" ")) + (shown < total ? rest : 0) <= width) return shown;
  }
  return Math.min(1, words.length);
}

/**
 * How many of `records` can be drawn side by side in `width` pixels, `gap` apart, when what is left out of `total` needs `rest`
 * pixels of its own; at least one, which is then cut at the slot's end. None is narrower than `narrowest`.
 */
export function fitting(
  records: readonly Preview[],
  total: number,
  width: number,
  gap: number,
  rest: number,
  narrowest = 0,
): number {
  let used = 0;
  let count = 0;
  for (const record of records) {
    const next = used + (count === 0 ? 0 : gap) + Math.max(narrowest, recordWidth(record));
    const left = total - count - 1;
    if (next + (left > 0 ? rest : 0) > width) break;
    used = next;
    count++;
  }
  return count === 0 && records.length > 0 ? 1 : count;
}
