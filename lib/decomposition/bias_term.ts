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

/** A term of the decomposition, on tensors that the caller's tidy owns. */
export interface Term {
  /** ∂f/∂z where the term acts, of the shape of z. */
  readonly gradient: tf.Tensor;
  /**
   * What the gradient is multiplied by, of a shape that broadcasts to its own:
   * the bias, or the image. Not every term has it.
   */
  readonly factor?: () => tf.Tensor;
  /** The term, one value per neuron: as `gradient`. */
  readonly product: () => tf.Tensor;
}

/** The bias-gradient term of one site. */
export interface BiasTerm extends Term {
  /** Where the bias acts. */
  readonly site: Site;
}
