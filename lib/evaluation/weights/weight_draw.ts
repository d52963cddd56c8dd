import type { ModelWeight, WeightLayer } from "../../model/mod.ts";
import type { Random } from "../../random/mod.ts";
import { initializerOf } from "./initializer.ts";

/**
 * How a weight is re-drawn: from the distribution of its layer's own
 * initializer, from N(0, 0.1), or as a permutation of its values.
 */
export type WeightDraw = "initializer" | "normal" | "permutation";

/** A weight that is to be re-drawn. */
export interface DrawnWeight {
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
  permutation: ({ values }, random) => permuted(values, random),
};

/** New values for a weight. */
export function drawWeight(
  draw: WeightDraw,
  weight: DrawnWeight,
  random: Random,
): Float32Array {
  return DRAWS[draw](weight, random);
}

/** @throws {RangeError} If the draw is not one that there is. */
export function checkDraw(draw: string): void {
  if (draw in DRAWS) return;
  throw new RangeError(
    `Cannot re-draw weights as draw must be one of ${
      Object.keys(DRAWS).join(", ")
    }: current value is ${JSON.stringify(draw)}`,
  );
}

function fromInitializer(
  { layer, weight, values }: DrawnWeight,
  random: Random,
): Float32Array {
  const { name, variable, initializer: config } = weight;
  const initializer = config && initializerOf(config, variable.shape);
  const isKernel = KERNELS.test(name);
  if (initializer === undefined || (isKernel && initializer.constant)) {
    throw new RangeError(
      `Cannot re-draw "${name}" of layer "${layer.name}" by its initializer as that must be a known distribution${
        isKernel ? " that is not constant" : ""
      }: current value is ${
        config?.className ?? "none"
      }. Draw by "normal" or "permutation" instead`,
    );
  }
  return values.map(() => initializer.sample(random));
}

/** The values in a random order (Fisher & Yates), over all axes at once. */
function permuted(values: Float32Array, random: Random): Float32Array {
  const order = values.slice();
  for (let i = order.length - 1; i > 0; i--) {
    const k = random.integer(i + 1);
    [order[i], order[k]] = [order[k]!, order[i]!];
  }
  return order;
}
