/** What Node and browsers share beyond ECMAScript and the engine uses; everything else of the outside goes through the host. */
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: Uint8Array, options?: { stream?: boolean }): string;
}
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
  encodeInto(text: string, into: Uint8Array): { readonly read: number; readonly written: number };
}
/** A character for each byte of what `base64` stands for. @throws DOMException when it is none */
declare function atob(base64: string): string;
