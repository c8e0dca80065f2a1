/** Which plans are tried: `npm run simulate` sets these. */
export const SEEDS = Number(process.env.SLUICE_SEEDS ?? 2000);
export const FIRST = Number(process.env.SLUICE_SEED ?? 1);

/** A test's, in milliseconds: a plan takes some hundredths of a second, more on a busy machine. */
export const TIMEOUT = 300_000 + SEEDS * 1000;

/** With receivers a plan takes longer. */
export const RECEIVER_SEEDS = Math.ceil(SEEDS / 20);
