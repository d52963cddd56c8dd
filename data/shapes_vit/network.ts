import { SHAPE_CLASSES, SHAPE_SIZE } from "../../lib/data/mod.ts";
import { Random } from "../../lib/random/mod.ts";

/** Numbers of the network, in torchvision's words. */
export const SIZES = {
  stem: [16, 32, 64],
  hiddenDim: 96,
  mlpDim: 192,
  layers: 4,
  heads: 3,
} as const;

/** The stream of random numbers that weights are drawn from. */
const WEIGHTS = 1;

/** A weight in the layout of the file. */
export interface Weight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Weights by torchvision's names. */
export type Weights = ReadonlyMap<string, Weight>;

/** The initial weights, as torchvision draws them; they follow from a seed. */
export function initialWeights(seed: number): Weights {
  const { stem, hiddenDim: width, mlpDim, layers } = SIZES;
  const weights = new Map<string, Weight>();
  const set = (
    name: string,
    shape: readonly number[],
    draw: (random: Random) => number,
  ) => {
    const random = new Random(seed, weights.size, WEIGHTS);
    const size = shape.reduce((product, length) => product * length, 1);
    const values = Float32Array.from({ length: size }, () => draw(random));
    weights.set(name, { shape, values });
  };
  const zero = () => 0;
  const one = () => 1;
  const normal = (deviation: number) => (random: Random) =>
    deviation * random.normal();
  const affine = (name: string, size: number) => {
    set(`${name}.weight`, [size], one);
    set(`${name}.bias`, [size], zero);
  };
  /** Glorot's uniform weights. */
  const dense = (name: string, units: number, inputs: number, glue = ".") => {
    const range = Math.sqrt(6 / (units + inputs));
    set(
      `${name}${glue}weight`,
      [units, inputs],
      (random) => random.between(-range, range),
    );
    set(`${name}${glue}bias`, [units], zero);
  };
  stem.forEach((filters, i) => {
    const name = `conv_proj.conv_bn_relu_${i}`;
    const channels = stem[i - 1] ?? 3;
    const he = Math.sqrt(2 / (9 * channels));
    set(`${name}.0.weight`, [filters, channels, 3, 3], normal(he));
    affine(`${name}.1`, filters);
    set(`${name}.1.running_mean`, [filters], zero);
    set(`${name}.1.running_var`, [filters], one);
  });
  const last = stem.at(-1)!;
  set(
    "conv_proj.conv_last.weight",
    [width, last, 1, 1],
    normal(1 / Math.sqrt(last)),
  );
  set("conv_proj.conv_last.bias", [width], zero);
  set("class_token", [1, 1, width], zero);
  const tokens = (SHAPE_SIZE / 2 ** stem.length) ** 2 + 1;
  set("encoder.pos_embedding", [1, tokens, width], normal(0.02));
  for (let i = 0; i < layers; i++) {
    const layer = `encoder.layers.encoder_layer_${i}`;
    affine(`${layer}.ln_1`, width);
    dense(`${layer}.self_attention.in_proj`, 3 * width, width, "_");
    dense(`${layer}.self_attention.out_proj`, width, width);
    affine(`${layer}.ln_2`, width);
    dense(`${layer}.mlp.0`, mlpDim, width);
    dense(`${layer}.mlp.3`, width, mlpDim);
  }
  affine("encoder.ln", width);
  dense("heads.head", SHAPE_CLASSES.length, width);
  return weights;
}
