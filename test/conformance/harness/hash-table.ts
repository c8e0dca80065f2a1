import { HashPartitioner, List } from "../../../core/index.ts";
import { hashCode } from "../../../core/rdd/hash.ts";
import type { KeyRecording, Recorded } from "./recording.ts";
import { decode } from "./values.ts";

/** The name of a row, as `Double 1.0`. */
export function rowName(row: KeyRecording): string {
  return `${row.type} ${JSON.stringify(row.key)}`;
}

/** The key of a row as a program of ours has it. */
function keyOf(row: KeyRecording): unknown {
  switch (row.type) {
    case "Long":
      return BigInt(row.key as string);
    case "Double":
      return Number(row.key);
    case "Nil":
    case "List":
      return List.of(...(row.key as Recorded[]).map(decode));
    case "java.sql.Timestamp":
      return new Date(row.key as number);
    default:
      return decode(row.key);
  }
}

/** In what our partitioners differ from Spark's for this key; undefined when in nothing. */
export function rowDifference(row: KeyRecording): string | undefined {
  const key = keyOf(row);
  const partitions = row.partition.map((_, i) => new HashPartitioner(i + 1).getPartition(key));
  const ours = JSON.stringify({ hashCode: row.hashCode === null ? null : hashCode(key), partition: partitions });
  const theirs = JSON.stringify({ hashCode: row.hashCode, partition: row.partition });
  return ours === theirs ? undefined : `${rowName(row)}\n  Spark:  ${theirs}\n  Sluice: ${ours}`;
}
