import { Packr } from "msgpackr";

/** Values as MessagePack: without msgpackr's records, so that no text has to be compiled where that is forbidden. */
const packr = new Packr({ useRecords: false, variableMapSize: true, mapsAsObjects: true });

/** The bytes may lie in a larger buffer, which is written to again by the next call: copy them. */
export function toMessagePack(value: unknown): Uint8Array {
  return packr.pack(value);
}

export function fromMessagePack(bytes: Uint8Array): unknown {
  return packr.unpack(bytes);
}
