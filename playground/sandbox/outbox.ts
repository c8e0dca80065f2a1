import type { TraceSink } from "../../core/host/host.ts";
import type { TraceEvent } from "../../core/trace/events.ts";
import { LIMITS } from "./wire.ts";

/** How many records of a partition the views can show. */
const PREVIEWS = 20;
/** A message is sent when it holds so many events, or after so many milliseconds. */
const BATCH = 200;
const DELAY = 30;
/** Weight of a message, well below what the page takes. */
const HEAVY = LIMITS.weightPerMessage / 4;
/** With so many events waiting the clock waits too; with still more, words to the console are left out. */
const CROWDED = 1_000;
const FLOODED = 20_000;

export interface OutboxOptions {
  readonly post: (events: readonly TraceEvent[]) => void;
  readonly later: (run: () => void, milliseconds: number) => void;
  /** Hears every event as it is written. */
  readonly observe: (event: TraceEvent) => void;
}

/** Numbers the events of a run and sends them to the page in batches, no faster than the page takes them in. */
export class Outbox implements TraceSink {
  readonly previews = PREVIEWS;
  readonly #options: OutboxOptions;
  #seq = 0;
  #waiting: { readonly event: TraceEvent; readonly weight: number }[] = [];
  #weight = 0;
  #scheduled = false;
  #credits: number = LIMITS.credits;
  #dropped = 0;
  #held: (() => void)[] = [];
  #awaiting: (() => void)[] = [];

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  write(event: { readonly kind: string }): void {
    if (event.kind === "console" && this.#waiting.length >= FLOODED) {
      this.#dropped++;
      return;
    }
    if (this.#dropped > 0 && this.#waiting.length < FLOODED) this.#tellDropped();
    this.#add(event as TraceEvent);
  }

  /** The page has taken in a message. */
  taken(): void {
    this.#credits++;
    this.#sendSoon();
    for (const go of this.#held.splice(0)) go();
  }

  /** A promise to wait for while the page is behind. */
  room(): Promise<void> | undefined {
    if (this.#waiting.length < CROWDED || this.#credits > 0) return undefined;
    return new Promise((resolve) => this.#held.push(resolve));
  }

  /** Sends what waits at once, as far as the page takes it; resolves when nothing waits any more. */
  sent(): Promise<void> {
    this.flush();
    return this.#waiting.length === 0 ? Promise.resolve() : new Promise((resolve) => this.#awaiting.push(resolve));
  }

  /** Sends what waits at once, as far as the page takes it. */
  flush(): void {
    while (this.#credits > 0 && this.#waiting.length > 0) this.#spend();
  }

  /** Sends all that waits, whether the page has asked for more or not. */
  flushAll(): void {
    if (this.#dropped > 0) this.#tellDropped();
    while (this.#waiting.length > 0) this.#send();
  }

  #add(event: TraceEvent): void {
    const { value, weight } = clip({ ...event, seq: this.#seq++ });
    this.#waiting.push({ event: value as TraceEvent, weight });
    this.#weight += weight;
    this.#options.observe(event);
    this.#sendSoon();
  }

  #tellDropped(): void {
    const text = `… ${this.#dropped} more lines: more than the page can take in\n`;
    const t = this.#waiting.at(-1)?.event.t ?? 0;
    this.#dropped = 0;
    this.#add({ t, seq: 0, kind: "console", stream: "stderr", text, origin: "driver" });
  }

  /** Sends what makes a good message now, and the rest soon. */
  #sendSoon(): void {
    while (this.#credits > 0 && (this.#waiting.length >= BATCH || this.#weight >= HEAVY)) this.#spend();
    if (this.#waiting.length === 0 || this.#scheduled) return;
    this.#scheduled = true;
    this.#options.later(() => {
      this.#scheduled = false;
      if (this.#credits > 0 && this.#waiting.length > 0) this.#spend();
    }, DELAY);
  }

  #spend(): void {
    this.#credits--;
    this.#send();
  }

  /** One message, as much as fits. */
  #send(): void {
    let weight = 0;
    let count = 0;
    for (const entry of this.#waiting) {
      if (count === LIMITS.eventsPerMessage || (count > 0 && weight + entry.weight > 2 * HEAVY)) break;
      weight += entry.weight;
      count++;
    }
    const sent = this.#waiting.splice(0, count);
    this.#weight -= weight;
    this.#options.post(sent.map((entry) => entry.event));
    if (this.#waiting.length === 0) for (const go of this.#awaiting.splice(0)) go();
  }
}

/** A copy within the limits of a message, and how much it weighs. */
function clip(value: unknown): { readonly value: unknown; readonly weight: number } {
  if (typeof value === "string") {
    const long = value.length > LIMITS.text;
    return { value: long ? `${value.slice(0, LIMITS.text - 1)}…` : value, weight: value.length };
  }
  if (Array.isArray(value)) {
    let weight = 1;
    const out = value.slice(0, LIMITS.list).map((item) => {
      const clipped = clip(item);
      weight += 1 + clipped.weight;
      return clipped.value;
    });
    return { value: out, weight };
  }
  if (typeof value === "object" && value !== null) {
    let weight = 1;
    const out: Record<string, unknown> = {};
    for (const [name, item] of Object.entries(value)) {
      const clipped = clip(item);
      weight += clipped.weight;
      if (clipped.value !== undefined) out[name] = clipped.value;
    }
    return { value: out, weight };
  }
  return { value, weight: 0 };
}
