import type { MapImage } from "../../../lib/evaluation/similarity/mod.ts";
import { Random } from "../../../lib/random/mod.ts";

/** Two maps of one size. */
export interface MapPair {
  readonly name: string;
  readonly a: MapImage;
  readonly b: MapImage;
}

type Draw = (random: Random, i: number, width: number) => number;

const normal: Draw = (random) => random.normal();
const levels: Draw = (random) => Math.round(2 * random.normal());
const sparse: Draw = (random) => Math.max(0, random.normal() - 1.5);
const binary: Draw = (random) => random.integer(2);
const constant: Draw = () => 0.1;
const zero: Draw = () => 0;
const wave: Draw = (random, i, width) =>
  Math.sin((i % width) / 5) * Math.cos(Math.floor(i / width) / 7) +
  0.2 * random.normal();
const tiny: Draw = (random) => 1e-7 * random.normal();

const CASES: readonly (readonly [string, number, number, Draw, Draw])[] = [
  ["normal and normal, 64 × 64", 64, 64, normal, normal],
  ["wave and wave, 64 × 64", 64, 64, wave, wave],
  ["wave and normal, 100 × 83", 100, 83, wave, normal],
  ["levels and levels: ties, 64 × 64", 64, 64, levels, levels],
  ["sparse and sparse: half of it ties, 32 × 32", 32, 32, sparse, sparse],
  ["binary and wave, 28 × 28", 28, 28, binary, wave],
  ["constant and normal, 32 × 32", 32, 32, constant, normal],
  ["normal and zero, 32 × 32", 32, 32, normal, zero],
  ["constant and zero, 32 × 32", 32, 32, constant, zero],
  ["tiny and wave, 48 × 48", 48, 48, tiny, wave],
  ["normal and wave, 11 × 11", 11, 11, normal, wave],
  ["levels and normal, 12 × 30", 12, 30, levels, normal],
  ["levels and levels, 7 × 9", 7, 9, levels, levels],
  ["normal and levels, 4 × 4", 4, 4, normal, levels],
  ["normal and normal, 1 × 40", 1, 40, normal, normal],
];

/** Pairs of maps with ties, constants and small sizes, as float32. */
export const MAP_PAIRS: readonly MapPair[] = CASES.map(
  ([name, height, width, a, b], index) => {
    const draw = (of: Draw, stream: number): MapImage => {
      const random = new Random(3, index, stream);
      const values = Float32Array.from(
        { length: height * width },
        (_, i) => of(random, i, width),
      );
      return { values, shape: [height, width] };
    };
    return { name, a: draw(a, 0), b: draw(b, 1) };
  },
);
