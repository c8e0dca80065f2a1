/** 64 bits of a text, as 16 hexadecimal digits: two FNV-1a runs that read the text from both of its ends. Not for secrets. */
export function hashOf(text: string): string {
  let forward = 0x811c9dc5;
  let backward = 0x811c9dc5 ^ text.length;
  for (let i = 0, j = text.length - 1; j >= 0; i++, j--) {
    forward = Math.imul(forward ^ text.charCodeAt(i), 0x01000193);
    backward = Math.imul(backward ^ text.charCodeAt(j), 0x01000193);
  }
  const hex = (half: number): string => (half >>> 0).toString(16).padStart(8, "0");
  return hex(forward) + hex(backward);
}
