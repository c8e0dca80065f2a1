// What a hand-written program does at its start: reads the states that it wrote, and takes in a batch of 10,000 records.
import { readFileSync } from "node:fs";

const bytes = readFileSync(process.argv[2]);
const [size, length] = new Uint32Array(bytes.buffer, bytes.byteOffset, 2);
const keys = bytes.utf8Slice(8, 8 + length).split("\n");
const numbers = new Float64Array(
  bytes.buffer.slice(bytes.byteOffset + 8 + length, bytes.byteOffset + 8 + length + 8 * size),
);
const states = new Map();
for (let i = 0; i < size; i++) states.set(keys[i], { v: numbers[i] });
for (let i = 0; i < 10_000; i++) states.get(`k${i * 7}`).v++;
process.stdout.write(`recovered ${states.size}\n`);
