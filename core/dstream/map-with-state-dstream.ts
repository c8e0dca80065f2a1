import { DStream } from "./dstream.ts";
import type { StreamingEnvironment } from "./environment.ts";
import { type MapWithStateDStreamImpl, snapshotOf } from "./kinds/map-with-state.ts";
import { MappedDStream } from "./kinds/mapped.ts";

/**
 * What `mapWithState` gives: the stream of the records that its function made.
 * @spark org.apache.spark.streaming.dstream.MapWithStateDStream
 * @example
 * const totals: MapWithStateDStream<string, number, number, [string, number]> = pairs.mapWithState(
 *   StateSpec.function((word: string, count: number | undefined, state: State<number>): [string, number] => {
 *     const total = (state.getOption() ?? 0) + (count ?? 0);
 *     state.update(total);
 *     return [word, total];
 *   }),
 * );
 */
export class MapWithStateDStream<K, V, S, E> extends DStream<E> {
  readonly #states: MapWithStateDStreamImpl<K, V, S, E>["parents"][0];

  constructor(context: StreamingEnvironment, kind: MapWithStateDStreamImpl<K, V, S, E>) {
    super(context, kind);
    this.#states = kind.parents[0];
  }

  /**
   * All keys with their states, as they are after each batch.
   * @spark MapWithStateDStream.stateSnapshots
   * @example totals.stateSnapshots().print();
   */
  stateSnapshots(): DStream<[K, S]> {
    const states = this.#states;
    return this.operation("stateSnapshots", () =>
      this.derive(new MappedDStream<unknown, [K, S]>("FlatMappedDStream", states as never, snapshotOf as never)),
    );
  }
}
