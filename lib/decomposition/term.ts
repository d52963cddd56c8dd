import * as tf from "@tensorflow/tfjs";
import type { NodeKind, Placement, TokenGrid } from "../model/mod.ts";
import type { FunctionAt } from "../propagation/mod.ts";

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

/**
 * The site of the input term.
 *
 * @example
 * ```ts
 * import { fullGradients, INPUT_SITE, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { terms } = await fullGradients(model, "data/images/boat.png");
 * assertEquals(terms[0]!.site, INPUT_SITE);
 * ```
 */
export const INPUT_SITE = { name: "input", kind: "input" } as const;

/** A site of a term: a bias's, or the input's. */
export type TermSite = Site | typeof INPUT_SITE;

/** A term of the decomposition, on tensors that the caller's tidy owns. */
export interface Term {
  /** Whether values of it have a place in the image. */
  readonly spatial: boolean;
  /** Which ones, if they are not feature maps `[N, h, w, c]` but tokens. */
  readonly grid?: TokenGrid | undefined;
  /** ∂f/∂z where the term acts, of the shape of z. */
  readonly gradient: tf.Tensor;
  /**
   * What the gradient is multiplied by, of a shape that broadcasts to its own:
   * the bias, or the image. Not every term has it.
   */
  readonly factor?: () => tf.Tensor;
  /** The term, one value per neuron: as `gradient`. */
  readonly product: () => tf.Tensor;
  /**
   * The function whose rest is the factor: the pass that sums the term can make
   * the gradient by its input too.
   */
  readonly function?: FunctionAt | undefined;
}

/** The term of one site. */
export interface SiteTerm<S extends TermSite = TermSite> extends Term {
  /** Where the term comes from. */
  readonly site: S;
}

/** The term that is a gradient times a factor. */
export function productTerm(
  gradient: tf.Tensor,
  factor: () => tf.Tensor,
  placement: Placement,
): Term {
  return {
    ...placed(placement),
    gradient,
    factor,
    product: () => tf.tidy(() => tf.mul(gradient, factor())),
  };
}

/** The term whose values are given. */
export function constantTerm(values: tf.Tensor, placement: Placement): Term {
  return {
    ...placed(placement),
    gradient: values,
    factor: () => tf.scalar(1),
    product: () => tf.clone(values),
  };
}

/** What a term says of its place. */
export function placed(placement: Placement): Pick<Term, "spatial" | "grid"> {
  return typeof placement === "object"
    ? { spatial: true, grid: placement }
    : { spatial: placement !== undefined };
}

/** How the values of a term lie over the image. */
export function placementOfTerm(
  { spatial, grid }: Pick<Term, "spatial" | "grid">,
): Placement {
  return grid ?? (spatial ? "maps" : undefined);
}
