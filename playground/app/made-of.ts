import type { Explained, Explanation } from "../../core/scheduler/provenance/explain.ts";
import { placeName, type RecordPlace } from "../views/selection.svelte.ts";
import type { Row } from "../views/timeline/model.ts";

/** A record of an input stream. */
export interface InputRecord {
  readonly place: RecordPlace;
  readonly row: Row;
  /** The same for the same place. */
  readonly name: string;
}

/** The records of an explanation that came in, from the earliest; without the one that was asked about. */
export function inputsOf({ records }: Explanation, rows: readonly Row[], asked: Explained | undefined): InputRecord[] {
  const own = asked !== undefined && "index" in asked ? placeName(asked) : undefined;
  return records.flatMap(({ dstream, time, partition, indices, texts }) => {
    const row = rows.find((each) => each.dstream === dstream);
    if (row === undefined || row.parents.length > 0) return [];
    return indices.flatMap((index, i) => {
      const place = { dstream, time, partition, index, record: texts[i]! };
      const name = placeName(place);
      return name === own ? [] : [{ place, row, name }];
    });
  });
}

/** The names of all places in an explanation. */
export function placesOf({ records }: Explanation): Set<string> {
  return new Set(records.flatMap(({ indices, ...place }) => indices.map((index) => placeName({ ...place, index }))));
}
