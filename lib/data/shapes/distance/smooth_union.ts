/**
 * Distance to the union of two shapes, the joint filled by a soft fillet
 * about `width` wide (Quilez's polynomial smooth minimum).
 */
export function smoothUnion(a: number, b: number, width: number): number {
  const overlap = Math.max(width - Math.abs(a - b), 0) / width;
  return Math.min(a, b) - overlap * overlap * width / 4;
}
