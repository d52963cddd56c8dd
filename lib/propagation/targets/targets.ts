import * as tf from "@tensorflow/tfjs";
import type { ClassChoice, Target } from "./target.ts";

/**
 * The logit of a class: the default target, of the class with the greatest one.
 *
 * @param classes The class, or one for every image.
 */
export function logit(classes?: ClassChoice): Target {
  return {
    label: "logit",
    classes,
    linear: true,
    of: ({ logits, chosen }) => pick(logits, chosen),
  };
}

/**
 * The logarithm of the softmax of a class.
 *
 * @param classes The class, or one for every image.
 */
export function logSoftmax(classes?: ClassChoice): Target {
  return {
    label: "log-softmax",
    classes,
    linear: false,
    of: ({ logits, chosen }) => pick(tf.logSoftmax(logits), chosen),
  };
}

/**
 * The probability of a class: the sigmoid of its logit where the network ends
 * in a sigmoid, else the softmax.
 *
 * @param classes The class, or one for every image.
 */
export function probability(classes?: ClassChoice): Target {
  return {
    label: "probability",
    classes,
    linear: false,
    of: ({ logits, chosen, head }) =>
      pick(
        head === "sigmoid" ? tf.sigmoid(logits) : tf.softmax(logits),
        chosen,
      ),
  };
}

/**
 * The logit of a class less that of another: what speaks for the one and
 * against the other.
 *
 * @param classes The class, or one for every image.
 * @param reference The class that it is compared with, or one for every image.
 */
export function logitDifference(
  classes: ClassChoice,
  reference: ClassChoice,
): Target {
  return {
    label: "logit difference",
    classes,
    reference,
    linear: true,
    of: ({ logits, chosen, reference }) =>
      tf.sub(pick(logits, chosen), pick(logits, reference!)) as tf.Tensor1D,
  };
}

/**
 * The logit of a class less the mean of all logits, which softmax ignores.
 *
 * @param classes The class, or one for every image.
 */
export function centredLogit(classes?: ClassChoice): Target {
  return {
    label: "centred logit",
    classes,
    linear: true,
    of: ({ logits, chosen }) =>
      tf.sub(pick(logits, chosen), tf.mean(logits, 1)) as tf.Tensor1D,
  };
}

function pick(values: tf.Tensor, chosen: tf.Tensor2D): tf.Tensor1D {
  return tf.sum(tf.mul(values, chosen), 1) as tf.Tensor1D;
}
