import { packedUrl } from "virtual:product";

export { product } from "virtual:product";

/** Sluice as npm packs it: a part of these pages, so it is there without network, too. */
export async function packedProduct(): Promise<Uint8Array> {
  const response = await fetch(packedUrl);
  const bytes = new Uint8Array(await response.arrayBuffer());
  // some servers take gzip for a way of sending, and browsers unpack it
  if (!response.ok || bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
    throw new Error(`The server does not give ${packedUrl} as it is: ${response.status}, ${bytes.length} bytes`);
  }
  return bytes;
}
