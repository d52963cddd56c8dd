/**
 * How much each of `from` positions gives to the `to` positions of a bilinear
 * resizing between pixel centers, in all.
 */
export function upsampleWeights(from: number, to: number): Float32Array {
  const weights = new Float32Array(from);
  for (let i = 0; i < to; i++) {
    const position = (i + 0.5) * from / to - 0.5;
    const before = Math.floor(position);
    const share = position - before;
    weights[clamp(before, from)]! += 1 - share;
    weights[clamp(before + 1, from)]! += share;
  }
  return weights;
}

function clamp(index: number, length: number): number {
  return Math.min(Math.max(index, 0), length - 1);
}
