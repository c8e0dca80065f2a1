/** What can be shown of bytes: their text, or where they are none their first in hexadecimal. */
export function shownText(bytes: Uint8Array): { readonly kind: "text" | "bytes"; readonly text: string } {
  // a character may be cut at the end of what is shown of a long file
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    const text = decoder.decode(bytes, { stream: true });
    if (!hasControls(text)) return { kind: "text", text };
  } catch {
    // it is no UTF-8
  }
  const rows: string[] = [];
  for (let at = 0; at < Math.min(bytes.length, 256); at += 16) {
    rows.push(Array.from(bytes.slice(at, at + 16), (byte) => byte.toString(16).padStart(2, "0")).join(" "));
  }
  return { kind: "bytes", text: rows.join("\n") };
}

/** Characters that no text has. */
function hasControls(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 9 || (code > 13 && code < 32 && code !== 27)) return true;
  }
  return false;
}
