import { Random } from "../../../lib/random/mod.ts";

/** `count` normal numbers with standard deviation `spread`. */
export function normals(
  count: number,
  seed: number,
  spread = 1,
): Float32Array {
  const random = new Random(seed, 0, 0);
  return Float32Array.from({ length: count }, () => spread * random.normal());
}
