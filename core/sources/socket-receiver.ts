import type { StorageLevel } from "../conf/storage-level.ts";
import { engineNamed } from "../rdd/engine-function.ts";
import { ConvertedReader, type Converter } from "./converted-reader.ts";
import { LineCutter } from "./line-cutter.ts";
import { type BytesReader, type Receiving, TcpReceiver } from "./tcp-receiver.ts";

/** Records from a TCP server: lines of text, or what a converter makes of the bytes. Spark: `SocketReceiver`. */
export class SocketReceiver<T = string> extends TcpReceiver<T> {
  private readonly converter: Converter<T> | undefined;

  constructor(hostname: string, port: number, storageLevel?: StorageLevel, converter?: Converter<T>) {
    super(hostname, port, storageLevel);
    this.converter = converter;
  }

  protected reader(receiving: Receiving<T>): BytesReader {
    return this.converter === undefined
      ? linesReader(receiving as Receiving<never>)
      : new ConvertedReader(receiving, this.converter);
  }
}

engineNamed("SocketReceiver", SocketReceiver);

function linesReader(receiving: Receiving<string>): BytesReader {
  const lines = new LineCutter((pieces, count) => receiving.storeLines(pieces, count));
  return {
    push: (bytes) => lines.push(bytes),
    end: (error) => {
      // what a broken connection cuts off is no line
      if (error === undefined) lines.end();
      receiving.finish(error);
    },
  };
}
