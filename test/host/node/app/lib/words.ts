export function shout(word: string): string {
  return `${word.toUpperCase()}!`;
}
