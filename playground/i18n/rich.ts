export interface RichPart {
  readonly kind: "plain" | "code" | "bold";
  readonly text: string;
}

/** The parts of a message: `code` between backticks, bold between double asterisks. */
export function richParts(message: string): RichPart[] {
  const parts: RichPart[] = [];
  for (const piece of message.split(/(`[^`]+`|\*\*[^*]+\*\*)/)) {
    if (piece === "") continue;
    if (piece.startsWith("`")) parts.push({ kind: "code", text: piece.slice(1, -1) });
    else if (piece.startsWith("**")) parts.push({ kind: "bold", text: piece.slice(2, -2) });
    else parts.push({ kind: "plain", text: piece });
  }
  return parts;
}
