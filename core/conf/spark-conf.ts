import { IllegalArgumentError } from "./errors.ts";
import { checkKey, DEFAULTS, type KnownKey } from "./keys.ts";

const TIME_UNITS: Record<string, number> = { us: 1e-3, ms: 1, s: 1e3, m: 6e4, min: 6e4, h: 3.6e6, d: 8.64e7 };

let submitted: ReadonlyMap<string, string> = new Map();

/**
 * Sets the values that every `SparkConf` made from now on starts with, as `spark-submit --conf` does: what the program sets
 * itself wins over them. Returns those before.
 */
export function setSubmittedConf(values: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  for (const key of values.keys()) checkKey(key);
  const previous = submitted;
  submitted = new Map(values);
  return previous;
}

/** Configuration of an application, as texts by key. Setters return the conf itself. Spark: `org.apache.spark.SparkConf`. */
export class SparkConf {
  readonly #settings: Map<string, string>;

  constructor(loadDefaults = true) {
    this.#settings = new Map(loadDefaults ? submitted : []);
  }

  /** Sets `key`; throws for an unknown key of the engine's own (`spark.streaming.…`, `sluice.…`). */
  set(key: string, value: string | number | boolean): this {
    if (value === undefined || value === null) {
      throw new IllegalArgumentError(`null value for ${key}`, {
        code: "CONF_VALUE",
        advice: "Give it a text, or use remove(key).",
      });
    }
    checkKey(key);
    this.#settings.set(key, String(value));
    return this;
  }

  setIfMissing(key: string, value: string | number | boolean): this {
    return this.contains(key) ? this : this.set(key, value);
  }

  setAll(settings: Iterable<readonly [string, string]>): this {
    for (const [key, value] of settings) this.set(key, value);
    return this;
  }

  remove(key: string): this {
    this.#settings.delete(key);
    return this;
  }

  /** The master URL: `local[2]` is two task slots on this machine. */
  setMaster(master: string): this {
    return this.set("spark.master", master);
  }

  setAppName(name: string): this {
    return this.set("spark.app.name", name);
  }

  contains(key: string): boolean {
    return this.#settings.has(key);
  }

  /** The value of `key`, or `defaultValue`; throws when there is neither. */
  get(key: string, defaultValue?: string): string {
    const value = this.#settings.get(key) ?? defaultValue;
    if (value === undefined) {
      throw new IllegalArgumentError(`No configuration value for '${key}'`, {
        code: "CONF_VALUE",
        advice: `Set it: conf.set("${key}", …).`,
      });
    }
    return value;
  }

  getOption(key: string): string | undefined {
    return this.#settings.get(key);
  }

  getInt(key: string, defaultValue: number): number {
    const text = this.#settings.get(key);
    if (text === undefined) return defaultValue;
    if (!/^[+-]?\d+$/.test(text.trim())) this.#wrong(key, text, "a whole number");
    return Number(text);
  }

  getDouble(key: string, defaultValue: number): number {
    const text = this.#settings.get(key);
    if (text === undefined) return defaultValue;
    const value = Number(text);
    if (text.trim() === "" || Number.isNaN(value)) this.#wrong(key, text, "a number");
    return value;
  }

  getBoolean(key: string, defaultValue: boolean): boolean {
    const text = this.#settings.get(key)?.trim().toLowerCase();
    if (text === undefined) return defaultValue;
    if (text !== "true" && text !== "false") this.#wrong(key, text, "true or false");
    return text === "true";
  }

  /** A time such as `200ms`, `2s` or `200` (milliseconds), in milliseconds. */
  getTimeAsMs(key: string, defaultValue: string): number {
    return this.#time(key, defaultValue, "ms");
  }

  /** A time such as `2m`, `60s` or `60` (seconds), in whole seconds: what is less than one is dropped. */
  getTimeAsSeconds(key: string, defaultValue: string): number {
    return Math.trunc(this.#time(key, defaultValue, "s") / 1000);
  }

  #time(key: string, defaultValue: string, defaultUnit: string): number {
    const text = this.#settings.get(key) ?? defaultValue;
    const match = /^\s*(-?\d+)\s*([a-z]*)\s*$/i.exec(text);
    const unit = TIME_UNITS[match?.[2]?.toLowerCase() || defaultUnit];
    if (match === null || unit === undefined) return this.#wrong(key, text, "a time such as 200ms, 2s or 1m");
    return Number(match[1]) * unit;
  }

  /** A size such as `64m`, `1g` or `1024` (bytes), in bytes. */
  getSizeAsBytes(key: string, defaultValue: string): number {
    const text = this.#settings.get(key) ?? defaultValue;
    const match = /^\s*(\d+)\s*([kmgt]?)b?\s*$/i.exec(text);
    if (match === null) return this.#wrong(key, text, "a size such as 512k, 64m or 1g");
    return Number(match[1]) * 1024 ** ["", "k", "m", "g", "t"].indexOf(match[2]!.toLowerCase());
  }

  /** The value of a key that Sluice reads, or Spark's default for it. */
  setting(key: KnownKey): string | undefined {
    return this.#settings.get(key) ?? DEFAULTS[key];
  }

  getAll(): [string, string][] {
    return [...this.#settings];
  }

  getAppId(): string {
    return this.get("spark.app.id");
  }

  clone(): SparkConf {
    return new SparkConf(false).setAll(this.#settings);
  }

  toDebugString(): string {
    return [...this.#settings]
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, value]) => `${key}=${value}`)
      .join("\n");
  }

  #wrong(key: string, text: string, wanted: string): never {
    throw new IllegalArgumentError(`Wrong value '${text}' for '${key}'`, {
      code: "CONF_VALUE",
      advice: `It has to be ${wanted}.`,
    });
  }
}
