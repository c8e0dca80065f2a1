/** Imported as `shout.js`, as TypeScript projects often do. */
export function shout(text: string): string {
  return `${text.toUpperCase()}!`;
}
