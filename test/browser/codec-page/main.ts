import { decode, encode } from "../../../core/storage/codec.ts";
import { blocks } from "./records.ts";

/** Asked while the page loads: what a test evaluates in it later is exempt from its policy. */
function isEvalForbidden(): boolean {
  try {
    return new Function("return false")() as boolean;
  } catch {
    return true;
  }
}

const codec = {
  evalForbidden: isEvalForbidden(),
  encoded: () => blocks().map((records) => Array.from(encode(records))),
  /** Read, and written again. */
  again: (bytes: number[]) => Array.from(encode(decode(Uint8Array.from(bytes)))),
};
export type CodecPage = typeof codec;
Object.assign(globalThis, { codec });
