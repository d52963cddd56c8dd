import { f32Bits } from "../../engine/f32_bits.ts";

/**
 * The points 0, ±a, ±b, ∞ of F(4, 3). These two have the smallest error among
 * pairs that are exact in a few bits, as are the squares in the transform of
 * the input: twice that of a direct convolution, where ±1, ±2 have ten times.
 */
const [A, B] = [5 / 8, 3 / 2];

/**
 * The coefficients of the transforms, in the order in which the kernels read
 * them. The divisors of Lagrange's interpolation are in those of the output.
 */
export function coefficients(): readonly number[] {
  const [a2, b2] = [A * A, B * B];
  const atA = 1 / (2 * a2 * (a2 - b2));
  const atB = 1 / (2 * b2 * (b2 - a2));
  return [
    ...[A, B, a2, b2],
    ...[-a2, -b2, -(a2 + b2), a2 * b2],
    1 / (a2 * b2),
    ...[0, 1, 2, 3].flatMap((power) => [A ** power * atA, B ** power * atB]),
  ].map(f32Bits);
}
