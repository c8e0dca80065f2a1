/** Times from here on are times of a day, and not of a world that began at 0: no run takes a year. */
const FIRST_OF_CALENDAR = 365 * 24 * 3_600_000;

/** A time or duration for people: `6 s`, `6.58 s`, `43 ms`; a time of a day as `14:05:06`. Under a second, durations are in milliseconds. */
export function seconds(milliseconds: number, decimals = 3): string {
  return plainSeconds(milliseconds, decimals) + (isTimeOfDay(milliseconds) ? "" : "\u00a0s");
}

/** The number of seconds alone, without needless zeros; a time of a day in full. */
export function plainSeconds(milliseconds: number, decimals = 3): string {
  return isTimeOfDay(milliseconds)
    ? timeOfDay(milliseconds, decimals)
    : String(Number((milliseconds / 1000).toFixed(decimals)));
}

/** The number of seconds alone with all its decimals, for those that stand below each other: `6.30`, `14:05:06.30`. */
export function evenSeconds(milliseconds: number, decimals: number): string {
  if (!isTimeOfDay(milliseconds)) return (milliseconds / 1000).toFixed(decimals);
  const part = (milliseconds % 1000) / 1000;
  // rounded down: one that is rounded up could be the next second's
  const digits = String(Math.floor(part * 10 ** decimals)).padStart(decimals, "0");
  return `${wholeSeconds(milliseconds)}${decimals === 0 ? "" : `.${digits}`}`;
}

/** Is it a time of a day, of a run in today's time? */
export function isTimeOfDay(milliseconds: number): boolean {
  return milliseconds >= FIRST_OF_CALENDAR;
}

/** `14:05:06`, where the reader is; parts of a second without needless zeros. */
function timeOfDay(milliseconds: number, decimals: number): string {
  const part = Number(((milliseconds % 1000) / 1000).toFixed(decimals));
  const whole = wholeSeconds(milliseconds);
  return part > 0 && part < 1 ? whole + String(part).slice(1) : whole;
}

/** `14:05:06` of a time of day. */
function wholeSeconds(milliseconds: number): string {
  const date = new Date(milliseconds);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

export function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)}\u00a0ms` : seconds(milliseconds, 2);
}

/** `6.0–6.2 s`, `14:05:06.0–06.2`: an interval with as many decimals as both ends need; the hour and the minute of both once. */
export function interval(from: number, to: number): string {
  const decimals = Math.max(decimalsOf(from), decimalsOf(to));
  const [start, end] = [evenSeconds(from, decimals), evenSeconds(to, decimals)];
  if (!isTimeOfDay(from)) return `${start}–${end}\u00a0s`;
  const minute = start.slice(0, start.lastIndexOf(":") + 1);
  return `${start}–${end.startsWith(minute) ? end.slice(minute.length) : end}`;
}

function decimalsOf(milliseconds: number): number {
  return (plainSeconds(milliseconds).split(".")[1] ?? "").length;
}

/** `512 B`, `1.2 kB`, `34 MB`. */
export function bytes(value: number): string {
  if (value < 1000) return `${value}\u00a0B`;
  const [unit, size] = value < 1_000_000 ? ["kB", 1000] : ["MB", 1_000_000];
  const amount = value / size;
  return `${amount < 10 ? amount.toFixed(1) : Math.round(amount)}\u00a0${unit}`;
}

/** A count with the separators of the language: `100,000`. */
export function amount(value: number, language: string): string {
  let format = formats.get(language);
  if (format === undefined) {
    format = new Intl.NumberFormat(language);
    formats.set(language, format);
  }
  return format.format(value);
}

/** One of them takes as long to make as hundreds of numbers to write. */
const formats = new Map<string, Intl.NumberFormat>();
