import * as tf from "@tensorflow/tfjs";
import type { ModelWeight, WeightLayer } from "../../model/mod.ts";
import { Random, shuffle } from "../../random/mod.ts";
import { type Initializer, initializerOf } from "./initializer.ts";

/**
 * How a weight is re-drawn: from the distribution of its layer's own
 * initializer, from N(0, 0.1), or as a permutation of its values.
 */
export type WeightDraw = "initializer" | "normal" | "permutation";

/** What happens to the running mean and variance of a batch normalization. */
export type BatchNormStatistics = "keep" | "reset";

/** How layers are re-drawn. */
export interface RedrawSettings {
  readonly draw: WeightDraw;
  readonly batchNormStatistics: BatchNormStatistics;
  readonly seed: number;
}

/** A weight that is to be re-drawn. */
interface DrawnWeight {
  readonly layer: WeightLayer;
  readonly weight: ModelWeight;
  /** Its values as they are. */
  readonly values: Float32Array;
}

type Draw = (weight: DrawnWeight, random: Random) => Float32Array;

const DEVIATION = 0.1;

/** Weights that break the symmetry between neurons: they must not be constant. */
const KERNELS = /kernel|embeddings/;

const DRAWS: { readonly [draw in WeightDraw]: Draw } = {
  initializer: fromInitializer,
  normal: ({ values }, random) => values.map(() => DEVIATION * random.normal()),
  // Over all axes at once.
  permutation: ({ values }, random) => shuffle(values.slice(), random),
};

/**
 * Re-draws every weight of some layers: kernels as a whole, biases, γ and β.
 *
 * A weight's stream of random numbers follows from the seed and its layer's
 * place in the network, so that a layer gets the same new weights in whatever
 * order layers are re-drawn.
 *
 * @throws {RangeError} If a weight's initializer is not known.
 */
export async function redrawLayers(
  layers: readonly WeightLayer[],
  { draw, batchNormStatistics, seed }: RedrawSettings,
): Promise<void> {
  for (const layer of layers) {
    for (const [i, weight] of layer.weights.entries()) {
      const { variable, statistic } = weight;
      if (statistic !== undefined && batchNormStatistics === "keep") continue;
      const values = Float32Array.from(await variable.data());
      const drawn = statistic !== undefined
        ? values.fill(statistic)
        : DRAWS[draw](
          { layer, weight, values },
          new Random(seed, layer.position, i),
        );
      const tensor = tf.tensor(drawn, variable.shape);
      variable.assign(tensor);
      tensor.dispose();
    }
  }
}

/**
 * Refuses weights that cannot be re-drawn, before anything is computed.
 *
 * @throws {RangeError} If a weight's initializer is to be drawn from and is not
 * known.
 */
export function requireDraws(
  layers: readonly WeightLayer[],
  { draw }: Pick<RedrawSettings, "draw">,
): void {
  if (draw !== "initializer") return;
  for (const layer of layers) {
    for (const weight of layer.weights) {
      if (weight.statistic === undefined) knownInitializer(layer, weight);
    }
  }
}

/** As many names of weights as fit into a note. */
const MOST_NAMES = 4;

/**
 * What a reader should know where biases are zero once they are re-drawn: methods
 * made of bias terms have none of them left, or had none before.
 */
export async function zeroNotes(
  layers: readonly WeightLayer[],
  { draw }: Pick<RedrawSettings, "draw">,
): Promise<readonly string[]> {
  if (draw === "normal") return [];
  const zeroed: string[] = [];
  const zero: string[] = [];
  let count = 0;
  for (const layer of new Set(layers)) {
    for (const { name, variable, initializer, statistic } of layer.weights) {
      if (statistic !== undefined || KERNELS.test(name)) continue;
      // A factor is no bias: batch normalizations begin at 1.
      if (/gamma|alpha/.test(name)) continue;
      count++;
      const values = await variable.data();
      const wasZero = values.every((value) => value === 0);
      const drawn = initializer && initializerOf(initializer, variable.shape);
      const isZero = draw === "permutation" ? wasZero : drawn?.constant === 0;
      if (isZero) (wasZero ? zero : zeroed).push(`${layer.name}/${name}`);
    }
  }
  const all = zeroed.length + zero.length === count && count > 1
    ? "All biases that are re-drawn are 0 then. "
    : "";
  return [
    ...(zeroed.length === 0 ? [] : [
      `${all}Re-drawn by their layers' initializers, ${
        biasWords(zeroed)
      }: FullGrad and all that is made of bias terms has none of them left. The draws "normal" and "permutation" give biases values.`,
    ]),
    ...(zero.length === 0 ? [] : [
      `${zeroed.length === 0 ? all : ""}In the network as it is, ${
        biasWords(zero)
      }, and ${
        zero.length === 1 ? "stays" : "they stay"
      } so: no bias term of FullGrad comes from there, before or after. The draw "normal" gives biases values.`,
    ]),
  ];
}

/** `2 biases are 0 (conv1/bias, conv2/bias)`. */
function biasWords(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return `${
    names.length === 1 ? "1 bias is" : `${names.length} biases are`
  } 0 (${names.slice(0, MOST_NAMES).join(", ")}${
    more > 0 ? ` and ${more} more` : ""
  })`;
}

function fromInitializer(
  { layer, weight, values }: DrawnWeight,
  random: Random,
): Float32Array {
  const initializer = knownInitializer(layer, weight);
  return values.map(() => initializer.sample(random));
}

function knownInitializer(
  layer: WeightLayer,
  { name, variable, initializer: config }: ModelWeight,
): Initializer {
  const initializer = config && initializerOf(config, variable.shape);
  const isKernel = KERNELS.test(name);
  if (
    initializer === undefined ||
    (isKernel && initializer.constant !== undefined)
  ) {
    throw new RangeError(
      `Cannot re-draw "${name}" of layer "${layer.name}" by its initializer as that must be a known distribution${
        isKernel ? " that is not constant" : ""
      }: current value is ${
        config?.className ?? "none"
      }. A file of weights seldom says how they were drawn: give the option draw as "normal" or "permutation"`,
    );
  }
  return initializer;
}
