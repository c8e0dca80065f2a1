/**
 * What an insertion stands beside, which decides the order of insertions at one place: ends of expressions, then statements of
 * their own, then beginnings of expressions; a replacement of the text that follows comes last.
 */
export const CLOSE = 0;
export const STATEMENT = 1;
export const OPEN = 2;
export const REPLACE = 3;
export type Rank = typeof CLOSE | typeof STATEMENT | typeof OPEN | typeof REPLACE;

/** One change of a text. Edits are listed from the inside out: an expression's after those of the expressions in it. */
export interface Edit {
  readonly at: number;
  readonly text: string;
  readonly rank: Rank;
  /** How many characters of the original it takes away. */
  readonly remove?: number;
}

/** The edits in the order in which their texts stand in the result. */
export function inOrder<E extends Edit>(edits: readonly E[]): E[] {
  return edits
    .map((edit, sequence) => ({ edit, sequence }))
    .sort(
      (a, b) =>
        a.edit.at - b.edit.at ||
        a.edit.rank - b.edit.rank ||
        // What is further out begins earlier and ends later.
        (a.edit.rank === OPEN ? b.sequence - a.sequence : a.sequence - b.sequence),
    )
    .map(({ edit }) => edit);
}

/** A blank where a text would run into what comes before it, as in `return{…}` before which a name is put. */
export function apart(before: string | undefined, text: string): string {
  return before !== undefined && /[\p{ID_Continue}$]/u.test(before) && /^[\p{ID_Start}$]/u.test(text) ? " " : "";
}

/** The text of `source` from `start` to `end` with the edits, which must all lie within, done. */
export function applyEdits(source: string, start: number, end: number, edits: readonly Edit[]): string {
  let text = "";
  let position = start;
  for (const edit of inOrder(edits)) {
    text += source.slice(position, edit.at);
    text += apart(text.at(-1), edit.text) + edit.text;
    position = edit.at + (edit.remove ?? 0);
  }
  return text + source.slice(position, end);
}
