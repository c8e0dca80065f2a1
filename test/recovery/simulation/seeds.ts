import type { TraceSink } from "../../../core/host/host.ts";

/** Which plans are tried: `npm run simulate` sets these. */
export const SEEDS = Number(process.env.SLUICE_SEEDS ?? 2000);
export const FIRST = Number(process.env.SLUICE_SEED ?? 1);

/** Whether the faults that happened are counted up for somebody to read. */
export const TELLS = process.env.SLUICE_SEEDS !== undefined;

/** Where the traces of the drivers go: to the terminal, if somebody wants to see them. */
export const TRACE: TraceSink = {
  previews: 0,
  write: process.env.SLUICE_TRACE === undefined ? () => {} : (event) => console.log(JSON.stringify(event)),
};

/** With receivers a plan takes longer. */
export const RECEIVER_SEEDS = Math.ceil(SEEDS / 20);

/** A test's, in milliseconds: a plan takes a tenth of a second, many times that on a busy machine. What hangs has an end of its own, in virtual time. */
export const TIMEOUT = 120_000 + SEEDS * 1000;

/** How a failing seed is run again. */
export function replay(seed: number): string {
  return `npm run simulate -- --seed ${seed} --seeds 1 --trace`;
}
