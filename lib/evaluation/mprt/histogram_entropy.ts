/**
 * The entropy, in nats, of the histogram of a map's values as they are:
 * `−Σ p log p` over bins of equal width from the least to the greatest. 0 for a
 * constant map, at most log(bins). A factor on the map makes no difference.
 */
export function histogramEntropy(values: Float32Array, bins: number): number {
  const least = values.reduce((min, x) => Math.min(min, x), Infinity);
  const greatest = values.reduce((max, x) => Math.max(max, x), -Infinity);
  if (least === greatest) return 0;
  const counts = new Float64Array(bins);
  for (const value of values) {
    const part = (value - least) / (greatest - least);
    counts[Math.min(bins - 1, Math.floor(part * bins))]!++;
  }
  return counts.reduce((entropy, count) => {
    const p = count / values.length;
    return count === 0 ? entropy : entropy - p * Math.log(p);
  }, 0);
}
