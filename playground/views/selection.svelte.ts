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

/** The one selection of the whole page, and what the pointer or the focus is on. */
export class Selection {
  selected = $state.raw<RecordPlace | undefined>();
  /** The key whose records are underlined wherever they are. */
  pointed = $state<string | undefined>();

  select(place: RecordPlace): void {
    this.selected = this.isSelected(place) ? undefined : place;
  }

  clear(): void {
    this.selected = undefined;
    this.pointed = undefined;
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

  /** Whether `key` is the one that is selected or pointed at. */
  has(key: string): boolean {
    return this.pointed === key || (this.selected !== undefined && keyOf(this.selected.record) === key);
  }
}
