import * as tf from "@tensorflow/tfjs";
import type { Term } from "./bias_term.ts";

/** The term that is a gradient times a factor. */
export function factorTerm(
  gradient: tf.Tensor,
  factor: () => tf.Tensor,
): Term {
  return {
    gradient,
    factor,
    product: () => tf.tidy(() => tf.mul(gradient, factor())),
  };
}

/** The term whose values are given. */
export function plainTerm(values: tf.Tensor): Term {
  return {
    gradient: values,
    factor: () => tf.scalar(1),
    product: () => tf.clone(values),
  };
}
