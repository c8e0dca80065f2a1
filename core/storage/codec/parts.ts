import { fromMessagePack, toMessagePack } from "./message-pack.ts";

/** Parts of a payload with a head in front of them, which is small and says what they are. Its length comes first, in 4 bytes. */
export function withHead(head: object, parts: readonly Uint8Array[]): Uint8Array[] {
  const packed = toMessagePack({ ...head, parts: parts.map((part) => part.length) }).slice();
  return [new Uint8Array(Uint32Array.of(packed.length).buffer), packed, ...parts];
}

/** The head of a payload, and its parts. */
export function headAndParts<H>(payload: Uint8Array): { readonly head: H; readonly parts: readonly Uint8Array[] } {
  const length = new DataView(payload.buffer, payload.byteOffset).getUint32(0, true);
  let at = 4 + length;
  const head = fromMessagePack(payload.subarray(4, at)) as H & { readonly parts: readonly number[] };
  const parts = head.parts.map((size) => {
    at += size;
    return payload.subarray(at - size, at);
  });
  return { head, parts };
}

/** Gives one part after the other, from the one with this number on. */
export function partsFrom(parts: readonly Uint8Array[], first = 0): () => Uint8Array {
  let next = first;
  return () => parts[next++]!;
}

/** One part after the other, in a buffer of their own. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
