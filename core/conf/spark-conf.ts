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

/**
 * Configuration of an application, as texts by key. Setters return the conf itself.
 * @spark org.apache.spark.SparkConf
 * @example const conf = new SparkConf().setMaster("local[2]").setAppName("NetworkWordCount");
 */
export class SparkConf {
  readonly #settings: Map<string, string>;

  constructor(loadDefaults = true) {
    this.#settings = new Map(loadDefaults ? submitted : []);
  }

  /**
   * Sets `key`; throws for an unknown key of the engine's own (`spark.streaming.…`, `sluice.…`).
   * @spark SparkConf.set
   * @example conf.set("spark.streaming.blockInterval", "100ms");
   */
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

  /**
   * Sets `key` unless it is set already; otherwise as `set`.
   * @spark SparkConf.setIfMissing
   * @example conf.setIfMissing("spark.master", "local[2]");
   */
  setIfMissing(key: string, value: string | number | boolean): this {
    return this.contains(key) ? this : this.set(key, value);
  }

  /**
   * Sets each of the keys, as `set`.
   * @spark SparkConf.setAll
   * @example conf.setAll([["spark.streaming.backpressure.enabled", "true"]]);
   */
  setAll(settings: Iterable<readonly [string, string]>): this {
    for (const [key, value] of settings) this.set(key, value);
    return this;
  }

  /**
   * Takes a key away, so that its default holds.
   * @spark SparkConf.remove
   * @example conf.remove("spark.streaming.blockInterval");
   */
  remove(key: string): this {
    this.#settings.delete(key);
    return this;
  }

  /**
   * The master URL: `local[2]` is two task slots on this machine.
   * @spark SparkConf.setMaster
   * @example conf.setMaster("local[4]");
   */
  setMaster(master: string): this {
    return this.set("spark.master", master);
  }

  /**
   * The application's name, for people.
   * @spark SparkConf.setAppName
   * @example conf.setAppName("NetworkWordCount");
   */
  setAppName(name: string): this {
    return this.set("spark.app.name", name);
  }

  /**
   * Is `key` set?
   * @spark SparkConf.contains
   * @example const isNamed = conf.contains("spark.app.name");
   */
  contains(key: string): boolean {
    return this.#settings.has(key);
  }

  /**
   * The value of `key`, or `defaultValue`; throws when there is neither.
   * @spark SparkConf.get
   * @example conf.get("spark.master", "local[2]");
   */
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

  /**
   * The value of `key`; undefined when it is not set.
   * @spark SparkConf.getOption
   * @example const master = conf.getOption("spark.master") ?? "none";
   */
  getOption(key: string): string | undefined {
    return this.#settings.get(key);
  }

  /**
   * The value of `key` as a whole number, or `defaultValue`; throws when it is none.
   * @spark SparkConf.getInt
   * @example conf.getInt("spark.default.parallelism", 2);
   */
  getInt(key: string, defaultValue: number): number {
    const text = this.#settings.get(key);
    if (text === undefined) return defaultValue;
    if (!/^[+-]?\d+$/.test(text.trim())) this.#wrong(key, text, "a whole number");
    return Number(text);
  }

  /**
   * The value of `key` as a number, or `defaultValue`; throws when it is none.
   * @spark SparkConf.getDouble
   * @example conf.getDouble("spark.streaming.backpressure.pid.proportional", 1);
   */
  getDouble(key: string, defaultValue: number): number {
    const text = this.#settings.get(key);
    if (text === undefined) return defaultValue;
    const value = Number(text);
    if (text.trim() === "" || Number.isNaN(value)) this.#wrong(key, text, "a number");
    return value;
  }

  /**
   * The value of `key` as `true` or `false`, or `defaultValue`; throws when it is neither.
   * @spark SparkConf.getBoolean
   * @example conf.getBoolean("spark.streaming.backpressure.enabled", false);
   */
  getBoolean(key: string, defaultValue: boolean): boolean {
    const text = this.#settings.get(key)?.trim().toLowerCase();
    if (text === undefined) return defaultValue;
    if (text !== "true" && text !== "false") this.#wrong(key, text, "true or false");
    return text === "true";
  }

  /**
   * A time such as `200ms`, `2s` or `200` (milliseconds), in milliseconds.
   * @spark SparkConf.getTimeAsMs
   * @example conf.getTimeAsMs("spark.streaming.blockInterval", "200ms"); // 200
   */
  getTimeAsMs(key: string, defaultValue: string): number {
    return this.#time(key, defaultValue, "ms");
  }

  /**
   * A time such as `2m`, `60s` or `60` (seconds), in whole seconds: what is less than one is dropped.
   * @spark SparkConf.getTimeAsSeconds
   * @example conf.getTimeAsSeconds("spark.streaming.fileStream.minRememberDuration", "60s"); // 60
   */
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

  /**
   * A size such as `64m`, `1g` or `1024` (bytes), in bytes.
   * @spark SparkConf.getSizeAsBytes
   * @example conf.getSizeAsBytes("spark.hadoop.mapreduce.input.fileinputformat.split.maxsize", "64m");
   */
  getSizeAsBytes(key: string, defaultValue: string): number {
    const text = this.#settings.get(key) ?? defaultValue;
    const match = /^\s*(\d+)\s*([kmgt]?)b?\s*$/i.exec(text);
    if (match === null) return this.#wrong(key, text, "a size such as 512k, 64m or 1g");
    return Number(match[1]) * 1024 ** ["", "k", "m", "g", "t"].indexOf(match[2]!.toLowerCase());
  }

  /**
   * The value of a key that Sluice reads, or Spark's default for it.
   * @spark none
   * @example conf.setting("spark.streaming.blockInterval"); // "200ms", unless it was set
   */
  setting(key: KnownKey): string | undefined {
    return this.#settings.get(key) ?? DEFAULTS[key];
  }

  /**
   * All keys that are set, with their values.
   * @spark SparkConf.getAll
   * @example for (const [key, value] of conf.getAll()) console.log(key, value);
   */
  getAll(): [string, string][] {
    return [...this.#settings];
  }

  /**
   * The application's id; throws before a context has run with this conf.
   * @spark SparkConf.getAppId
   * @example const id = sc.getConf().getAppId();
   */
  getAppId(): string {
    return this.get("spark.app.id");
  }

  /**
   * A copy that can be changed by itself.
   * @spark SparkConf.clone
   * @example const other = conf.clone().setAppName("Another");
   */
  clone(): SparkConf {
    return new SparkConf(false).setAll(this.#settings);
  }

  /**
   * `key=value`, a line each, by key.
   * @spark SparkConf.toDebugString
   * @example console.log(conf.toDebugString());
   */
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
