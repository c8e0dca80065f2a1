/** Eight shapes, eight colours: a ninth DStream starts again at the first, with its own letter. */
export const SHAPES = ["circle", "square", "diamond", "hexagon", "shield", "house", "slant", "octagon"] as const;
export type Shape = (typeof SHAPES)[number];

/** How a DStream is recognised wherever it is shown: its place in the order of declaration gives shape and colour. */
export interface Mark {
  /** 0 for the first declared. */
  readonly index: number;
  readonly letter: string;
}

export function shapeOf(mark: Mark): Shape {
  return SHAPES[mark.index % SHAPES.length]!;
}

/** 1 to 8: the number of the colour and tint tokens. */
export function colourOf(mark: Mark): number {
  return (mark.index % SHAPES.length) + 1;
}

/**
 * A letter for each label: its first letter, or the next one of the label that no other has taken. The user's own variables
 * choose before the operations that have no name of their own.
 */
export function lettersOf(labels: readonly { readonly label: string; readonly named: boolean }[]): string[] {
  const taken = new Set<string>();
  const letters = labels.map(() => "");
  for (const named of [true, false]) {
    labels.forEach((entry, index) => {
      if (entry.named !== named) return;
      const letter = freeLetter(entry.label, taken);
      taken.add(letter);
      letters[index] = letter;
    });
  }
  return letters;
}

const LOOKS_LIKE_A_BAR = /[I1|]/;

function freeLetter(label: string, taken: ReadonlySet<string>): string {
  const own = Array.from(label.toUpperCase()).filter(
    (character) => /[\p{L}\p{N}]/u.test(character) && !LOOKS_LIKE_A_BAR.test(character),
  );
  const alphabet = Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
  return [...own, ...alphabet].find((letter) => !taken.has(letter)) ?? own[0] ?? "?";
}
