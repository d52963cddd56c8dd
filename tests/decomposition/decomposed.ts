import { assert } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { decompose } from "../../lib/decomposition/mod.ts";
import type { LayerGraph } from "../../lib/model/mod.ts";
import type { Target, TieRule } from "../../lib/propagation/mod.ts";
import type { NdArray } from "../propagation/float64/mod.ts";

/** Every number of a decomposition, read back. */
export interface Decomposed {
  readonly logits: NdArray;
  readonly value: ArrayLike<number>;
  /** By site, `[N, …]`. */
  readonly terms: Readonly<Record<string, ArrayLike<number>>>;
}

/** The decomposition of two images, each for a class of its own. */
export async function decomposed(
  graph: LayerGraph,
  image: tf.Tensor,
  target: Target,
  ties: TieRule = "first",
): Promise<Decomposed> {
  const chosen = [1, 3];
  const reference = [2, 0];
  const tensors = tf.tidy(() => {
    const terms: Record<string, tf.Tensor> = {};
    const { logits, value } = decompose(
      {
        graph,
        image,
        target,
        classes: { chosen, reference },
        ties,
      },
      ({ site, product }) => {
        assert(!(site.name in terms), `the site ${site.name} comes twice`);
        terms[site.name] = product();
      },
    );
    return { logits, value, terms };
  });
  const terms: Record<string, ArrayLike<number>> = {};
  for (const [name, term] of Object.entries(tensors.terms)) {
    terms[name] = await term.data();
  }
  const logits = {
    shape: tensors.logits.shape,
    data: Float64Array.from(await tensors.logits.data()),
  };
  const value = await tensors.value.data();
  tf.dispose(tensors as unknown as tf.TensorContainer);
  return { logits, value, terms };
}

/** The sum over one of `count` images. */
function sum(values: ArrayLike<number>, sample: number, count: number): number {
  const size = values.length / count;
  let total = 0;
  for (let i = sample * size; i < (sample + 1) * size; i++) total += values[i]!;
  return total;
}

/**
 * |f − Σ terms| is at most 1e-5 Σ |terms|, image by image, beside what is lost
 * where numbers are too small for float32.
 */
export function checkCompleteness({ value, terms }: Decomposed): void {
  for (let sample = 0; sample < value.length; sample++) {
    const sums = Object.values(terms).map((term) =>
      sum(term, sample, value.length)
    );
    const total = sums.reduce((rest, term) => rest + term, 0);
    const size = sums.reduce((rest, term) => rest + Math.abs(term), 0);
    const residual = Math.abs(value[sample]! - total);
    assert(
      residual <= 1e-5 * size + 1e-30,
      `image ${sample}: ${value[sample]} is not ${total}; ${
        residual / size
      } of the terms is missing`,
    );
  }
}
