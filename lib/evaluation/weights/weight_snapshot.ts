import * as tf from "@tensorflow/tfjs";
import type { WeightLayer } from "../../model/mod.ts";

interface Saved {
  readonly variable: tf.Variable;
  readonly tensor: tf.Tensor;
}

/** The weights of some layers as they are now, to be put back bit by bit. */
export class WeightSnapshot {
  readonly #saved: readonly Saved[];

  /** Keeps the weights of these layers. */
  constructor(layers: readonly WeightLayer[]) {
    this.#saved = layers.flatMap(({ weights }) =>
      weights.map(({ variable }) => ({
        variable,
        // Kept: no scope that is open at the time may dispose it.
        tensor: tf.keep(tf.clone(variable)),
      }))
    );
  }

  /** Puts the weights back as they were. */
  restore(): void {
    for (const { variable, tensor } of this.#saved) {
      if (!variable.isDisposed) variable.assign(tensor);
    }
  }

  /** Forgets the weights. */
  dispose(): void {
    for (const { tensor } of this.#saved) tensor.dispose();
  }
}
