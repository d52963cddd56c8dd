import * as tf from "@tensorflow/tfjs";
import { MapAccumulator, type Psi } from "../../lib/aggregation/mod.ts";
import { constantTerm } from "../../lib/decomposition/mod.ts";

/** The map `[N, H, W]` of terms `[N, h, w, C]` under a psi. */
export function applyPsi(
  psi: Psi,
  terms: tf.Tensor4D,
  size: readonly [height: number, width: number],
): tf.Tensor3D {
  return tf.tidy(() => {
    const maps = new MapAccumulator(psi, size);
    maps.add(constantTerm(terms, "maps"));
    return maps.map(terms.shape[0]);
  });
}
