/**
 * The fraction that gives a sample of at least `size` of `total` records with a probability of 99.99 %.
 * Spark: `SamplingUtils.computeFractionForSampleSize`.
 */
export function fractionForSampleSize(size: number, total: number, withReplacement: boolean): number {
  if (withReplacement) return Math.max(size + standardDeviations(size) * Math.sqrt(size), 1e-10) / total;
  const fraction = size / total;
  const gamma = -Math.log(1e-4) / total;
  return Math.min(1, Math.max(1e-10, fraction + gamma + Math.sqrt(gamma * gamma + 2 * gamma * fraction)));
}

function standardDeviations(size: number): number {
  if (size < 6) return 12;
  return size < 16 ? 9 : 6;
}
