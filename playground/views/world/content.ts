import type { FileContent } from "../../../core/sim/deeds.ts";

/** Bytes of the reader's disk as they can be kept, sent and done again: as text where they are some, which is shorter and can be read. */
export function contentOf(bytes: Uint8Array): FileContent {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { base64: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")) };
  }
}
