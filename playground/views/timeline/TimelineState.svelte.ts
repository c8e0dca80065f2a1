import { SvelteMap, SvelteSet } from "svelte/reactivity";
import type { Row } from "./model.ts";

/** What a reader has opened, folded and focused in the timeline. */
export class TimelineState {
  /** Shown as a table instead of a drawing. */
  table = $state(false);
  /** DStreams whose rows show all their partitions. */
  readonly open = new SvelteSet<number>();
  /** DStreams that were folded, or unfolded, by hand; the others follow the default. */
  readonly folded = new SvelteSet<number>();
  readonly unfolded = new SvelteSet<number>();
  /** Of which DStream the windows are drawn in full, by the DStream that they read. */
  readonly windows = new SvelteMap<number, number>();
  /** Where the focus is, or would be after Tab: a row (-1: that of the batch times), and a batch time or its header. */
  row = $state(0);
  time = $state<number | "header" | undefined>();

  toggleOpen(dstream: number): void {
    if (!this.open.delete(dstream)) this.open.add(dstream);
  }

  /** Where room is scarce, what is on the way and has no name of the user's is folded until it is asked for. */
  isFolded(row: Row, scarce: boolean): boolean {
    if (this.folded.has(row.dstream)) return true;
    return scarce && !row.named && row.isBetween && !this.unfolded.has(row.dstream);
  }

  toggleFolded(dstream: number, folded: boolean): void {
    this.folded.delete(dstream);
    this.unfolded.delete(dstream);
    (folded ? this.unfolded : this.folded).add(dstream);
  }
}
