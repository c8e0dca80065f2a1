/** What is behind codes of lengths and distances: the least that they stand for, and how many bits are added to it. As RFC 1951 has them. */
const LENGTHS = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCES = Array.from({ length: 30 }, (_, code) =>
  code < 4 ? code + 1 : (2 + (code & 1)) * 2 ** ((code >> 1) - 1) + 1,
);
const DISTANCE_BITS = Array.from({ length: 30 }, (_, code) => (code < 4 ? 0 : (code >> 1) - 1));

/** In this order come the lengths of the codes in which the lengths of codes are written. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

const END_OF_BLOCK = 256;
const LONGEST_CODE = 15;
const LONGEST_COPY = 258;

/** Packed data that is not what it should be, or ends too early. */
export class DamagedError extends Error {
  /** There should be more. */
  readonly isCut: boolean;

  constructor(message: string, isCut = false) {
    super(message);
    this.isCut = isCut;
  }
}

/**
 * What was deflated (RFC 1951) from `start` of `bytes` on, and where behind it they go on.
 * @throws DamagedError
 */
export function inflate(bytes: Uint8Array, start: number): { readonly bytes: Uint8Array; readonly end: number } {
  return new Inflating(bytes, start).all();
}

/**
 * A Huffman code, as a table over as many bits as its longest code has, read from the lowest on: the symbol of the code that they begin with, above the four
 * bits of its length; 0: no code begins so.
 */
interface Code {
  readonly table: Uint16Array;
  readonly mask: number;
}

class Inflating {
  readonly #in: Uint8Array;
  #at: number;
  /** Bits that were read, from the lowest on, and how many. */
  #bits = 0;
  #count = 0;
  #out: Uint8Array;
  #length = 0;

  constructor(bytes: Uint8Array, start: number) {
    this.#in = bytes;
    this.#at = start;
    this.#out = new Uint8Array(Math.max(1024, 4 * (bytes.length - start)));
  }

  all(): { readonly bytes: Uint8Array; readonly end: number } {
    let isLast = false;
    while (!isLast) {
      isLast = this.#take(1) === 1;
      const kind = this.#take(2);
      if (kind === 0) this.#copyStored();
      else if (kind === 1) this.#decode(...fixedCodes());
      else if (kind === 2) this.#decode(...this.#readCodes());
      else throw new DamagedError("invalid block type");
    }
    // whole bytes that were read ahead
    return { bytes: this.#out.subarray(0, this.#length), end: this.#at - (this.#count >> 3) };
  }

  /** The next bits, no more than 16, as a number. */
  #take(count: number): number {
    while (this.#count < count) {
      if (this.#at === this.#in.length) throw cutOff();
      this.#bits |= this.#in[this.#at++]! << this.#count;
      this.#count += 8;
    }
    const value = this.#bits & ((1 << count) - 1);
    this.#bits >>>= count;
    this.#count -= count;
    return value;
  }

  #symbol({ table, mask }: Code): number {
    while (this.#count < LONGEST_CODE && this.#at < this.#in.length) {
      this.#bits |= this.#in[this.#at++]! << this.#count;
      this.#count += 8;
    }
    const entry = table[this.#bits & mask]!;
    const length = entry & 15;
    if (length === 0) throw this.#count < LONGEST_CODE ? cutOff() : new DamagedError("invalid code");
    if (length > this.#count) throw cutOff();
    this.#bits >>>= length;
    this.#count -= length;
    return entry >> 4;
  }

  /** Room for so many bytes more. */
  #reserve(count: number): void {
    if (this.#length + count <= this.#out.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#out.length, this.#length + count));
    larger.set(this.#out.subarray(0, this.#length));
    this.#out = larger;
  }

  #copyStored(): void {
    this.#at -= this.#count >> 3;
    this.#bits = 0;
    this.#count = 0;
    const length = this.#take(16);
    if ((this.#take(16) ^ 0xffff) !== length) throw new DamagedError("invalid stored block lengths");
    if (this.#at + length > this.#in.length) throw cutOff();
    this.#reserve(length);
    this.#out.set(this.#in.subarray(this.#at, this.#at + length), this.#length);
    this.#at += length;
    this.#length += length;
  }

  /** The literals and copies of a block. What is written here at length is what {@link #symbol} and {@link #take} do, without a call for each. */
  #decode(literals: Code, distances: Code): void {
    const input = this.#in;
    const { table, mask } = literals;
    let [at, bits, count, out, length] = [this.#at, this.#bits, this.#count, this.#out, this.#length];
    for (;;) {
      while (count <= 24 && at < input.length) {
        bits |= input[at++]! << count;
        count += 8;
      }
      const entry = table[bits & mask]!;
      const used = entry & 15;
      if (used === 0 || used > count) throw count < LONGEST_CODE ? cutOff() : new DamagedError("invalid code");
      bits >>>= used;
      count -= used;
      const symbol = entry >> 4;
      if (symbol === END_OF_BLOCK) break;
      if (length + LONGEST_COPY > out.length) {
        this.#length = length;
        this.#reserve(LONGEST_COPY);
        out = this.#out;
      }
      if (symbol < END_OF_BLOCK) {
        out[length++] = symbol;
        continue;
      }
      [this.#at, this.#bits, this.#count] = [at, bits, count];
      const copied = this.#more(symbol - END_OF_BLOCK - 1, LENGTHS, LENGTH_BITS, "length");
      const distance = this.#more(this.#symbol(distances), DISTANCES, DISTANCE_BITS, "distance");
      [at, bits, count] = [this.#at, this.#bits, this.#count];
      if (distance > length) throw new DamagedError("invalid distance too far back");
      // byte by byte: what is copied may go on into what it becomes
      for (const end = length + copied; length < end; length++) out[length] = out[length - distance]!;
    }
    [this.#at, this.#bits, this.#count, this.#length] = [at, bits, count, length];
  }

  #more(code: number, least: readonly number[], bits: readonly number[], what: string): number {
    const base = least[code];
    if (base === undefined) throw new DamagedError(`invalid ${what} code`);
    return base + this.#take(bits[code]!);
  }

  /** The codes of a block that brings its own: of literals and lengths, and of distances. */
  #readCodes(): [Code, Code] {
    const literals = 257 + this.#take(5);
    const distances = 1 + this.#take(5);
    if (literals > 286 || distances > 30) throw new DamagedError("too many length or distance symbols");
    const count = 4 + this.#take(4);
    const short = new Uint8Array(ORDER.length);
    for (const symbol of ORDER.slice(0, count)) short[symbol] = this.#take(3);
    const code = codeOf(short, false);
    const lengths = new Uint8Array(literals + distances);
    for (let at = 0; at < lengths.length; ) {
      const symbol = this.#symbol(code);
      if (symbol < 16) {
        lengths[at++] = symbol;
        continue;
      }
      if (symbol === 16 && at === 0) throw new DamagedError("invalid bit length repeat");
      const times = symbol === 16 ? 3 + this.#take(2) : symbol === 17 ? 3 + this.#take(3) : 11 + this.#take(7);
      if (at + times > lengths.length) throw new DamagedError("invalid bit length repeat");
      if (symbol === 16) lengths.fill(lengths[at - 1]!, at, at + times);
      at += times;
    }
    if (lengths[END_OF_BLOCK] === 0) throw new DamagedError("invalid code -- missing end-of-block");
    return [codeOf(lengths.subarray(0, literals)), codeOf(lengths.subarray(literals))];
  }
}

let fixed: [Code, Code] | undefined;

/** The codes of blocks that bring none. */
function fixedCodes(): [Code, Code] {
  if (fixed === undefined) {
    const literals = new Uint8Array(288).fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280);
    fixed = [codeOf(literals), codeOf(new Uint8Array(32).fill(5))];
  }
  return fixed;
}

/** The code in which symbols have these lengths, 0: none. Codes of a length follow each other by their symbols, behind all shorter ones. `mayBeAlone`: a code of one symbol is one. */
function codeOf(lengths: Uint8Array, mayBeAlone = true): Code {
  const counts = new Uint16Array(LONGEST_CODE + 1);
  for (const length of lengths) if (length > 0) counts[length]!++;
  let longest = LONGEST_CODE;
  while (longest > 1 && counts[longest] === 0) longest--;
  const next = new Uint16Array(LONGEST_CODE + 2);
  for (let length = 1; length <= longest; length++) {
    next[length + 1] = (next[length]! + counts[length]!) << 1;
    if (next[length]! + counts[length]! > 1 << length) throw new DamagedError("over-subscribed code");
  }
  const isComplete = next[longest]! + counts[longest]! === 1 << longest;
  // one code alone has half of its table empty
  if (!isComplete && counts[longest]! > 0 && (longest > 1 || !mayBeAlone)) throw new DamagedError("incomplete code");
  const table = new Uint16Array(1 << longest);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol]!;
    if (length === 0) continue;
    const entry = (symbol << 4) | length;
    for (let at = reversed(next[length]!++, length); at < table.length; at += 1 << length) table[at] = entry;
  }
  return { table, mask: table.length - 1 };
}

/** Codes are written from their highest bit on. */
function reversed(code: number, length: number): number {
  let result = 0;
  for (let i = 0; i < length; i++) result |= ((code >> i) & 1) << (length - 1 - i);
  return result;
}

/** Said as Hadoop says it. */
export function cutOff(): DamagedError {
  return new DamagedError("Unexpected end of input stream", true);
}
