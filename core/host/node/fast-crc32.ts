/** Checksums of what the codec writes, by Node's own zlib where it has them: several times as fast. */
import * as zlib from "node:zlib";
import { useCrc32 } from "../../storage/codec/crc32.ts";

useCrc32(zlib.crc32);
