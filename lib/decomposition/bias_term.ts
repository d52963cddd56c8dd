import type * as tf from "@tensorflow/tfjs";
import type { NodeKind } from "../model/mod.ts";

/** Where in a network a bias acts. */
export interface Site {
  /** Name of the node: the layer's, unique in the network. */
  readonly name: string;
  /** The kind of its node, or `target`. */
  readonly kind: NodeKind | "target";
  /**
   * `explicit`: a bias that the layer has, or that batch normalization amounts
   * to. `implicit`: the part of a nonlinear function that its slope leaves,
   * φ(z) − φ'(z)·z and its like.
   */
  readonly bias: "explicit" | "implicit";
}

/** The bias-gradient term of one site, on tensors that the caller's tidy owns. */
export interface BiasTerm {
  /** Where the bias acts. */
  readonly site: Site;
  /** ∂f/∂z at the site, of the shape of its output. */
  readonly gradient: tf.Tensor;
  /** ∇b f ⊙ b, one value per neuron: as `gradient`. */
  readonly product: () => tf.Tensor;
}
