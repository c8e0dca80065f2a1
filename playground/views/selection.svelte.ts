import type { Preview } from "../../core/trace/events.ts";
import { keyOf } from "./preview.ts";

/** A record where it is drawn. */
export interface RecordPlace {
  readonly dstream: number;
  /** The batch time. */
  readonly time: number;
  readonly partition: number;
  readonly index: number;
  readonly record: Preview;
}

/** The same text for the same place. */
export function placeName({ dstream, time, partition, index }: Omit<RecordPlace, "record">): string {
  return `${dstream}:${time}:${partition}:${index}`;
}

/** The one selection of the whole page (a record, or a batch and a key), and what the pointer or the focus is on. All views read it. */
export class Selection {
  selected = $state.raw<RecordPlace | undefined>();
  /** The batch that was chosen, by itself or with a record of its; undefined: the latest. */
  batch = $state<number | undefined>();
  /** The key whose records are underlined wherever they are. */
  pointed = $state<string | undefined>();
  /** The records that the selected one was made of, where that is known, by `placeName`. */
  parts = $state.raw<ReadonlySet<string>>(new Set());
  #key = $state<string | undefined>();

  /** The key that was chosen, by itself or with a record. */
  get key(): string | undefined {
    return this.selected === undefined ? this.#key : keyOf(this.selected.record);
  }

  get isEmpty(): boolean {
    return this.selected === undefined && this.batch === undefined && this.#key === undefined;
  }

  select(place: RecordPlace): void {
    if (this.isSelected(place)) {
      this.clear();
      return;
    }
    this.selected = place;
    this.batch = place.time;
    this.#key = undefined;
  }

  /** Points at a batch, or at it no more. A key stays chosen, a record of another batch does not. */
  chooseBatch(time: number): void {
    if (this.selected !== undefined && this.selected.time !== time) this.#release();
    if (this.batch === time && this.selected === undefined) this.batch = undefined;
    else this.batch = time;
  }

  /** Points at a key, or at it no more. The batch stays. */
  chooseKey(key: string): void {
    const isSame = this.key === key;
    this.selected = undefined;
    this.#key = isSame ? undefined : key;
  }

  clear(): void {
    this.selected = undefined;
    this.batch = undefined;
    this.#key = undefined;
    this.pointed = undefined;
  }

  #release(): void {
    this.#key = this.key;
    this.selected = undefined;
  }

  isSelected(place: Omit<RecordPlace, "record">): boolean {
    const { selected } = this;
    return (
      selected !== undefined &&
      selected.dstream === place.dstream &&
      selected.time === place.time &&
      selected.partition === place.partition &&
      selected.index === place.index
    );
  }

  /** Was the selected record made of it? */
  isPart(place: Omit<RecordPlace, "record">): boolean {
    return this.parts.has(placeName(place));
  }

  /** Whether `key` is the one that is chosen or pointed at. */
  has(key: string): boolean {
    return this.pointed === key || this.key === key;
  }
}
