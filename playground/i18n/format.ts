/** A time or duration for people: `6 s`, `6.58 s`, `43 ms`. Under a second, durations are in milliseconds. */
export function seconds(milliseconds: number, decimals = 3): string {
  return `${plainSeconds(milliseconds, decimals)}\u00a0s`;
}

/** The number of seconds alone, without needless zeros. */
export function plainSeconds(milliseconds: number, decimals = 3): string {
  return String(Number((milliseconds / 1000).toFixed(decimals)));
}

export function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)}\u00a0ms` : seconds(milliseconds, 2);
}

/** `6.0–6.2 s`: an interval with as many decimals as both ends need. */
export function interval(from: number, to: number): string {
  const decimals = Math.max(decimalsOf(from), decimalsOf(to));
  return `${(from / 1000).toFixed(decimals)}–${(to / 1000).toFixed(decimals)}\u00a0s`;
}

function decimalsOf(milliseconds: number): number {
  return (plainSeconds(milliseconds).split(".")[1] ?? "").length;
}

/** A count with the separators of the language: `100,000`. */
export function amount(value: number, language: string): string {
  return new Intl.NumberFormat(language).format(value);
}
