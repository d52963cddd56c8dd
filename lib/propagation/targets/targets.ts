import * as tf from "@tensorflow/tfjs";
import { checkValue } from "../../options/mod.ts";
import { CLASS_CHOICE, type ClassChoice, type Target } from "./target.ts";

/**
 * The logit of a class: the default target, of the class with the greatest one.
 * A single sigmoid tells two classes apart: class 1 has the logit f before it,
 * class 0, its complement, −f.
 *
 * @param classes The class, or one for every image.
 * @returns The target, for the option `target` of every method.
 * @throws {TypeError} If it is no class.
 *
 * @example
 * ```ts
 * import { fullGrad, logit, loadImage, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = await loadImage("data/images/boat.png", model);
 * const map = await fullGrad(model, image, { target: logit("boat") });
 * assertEquals(map.target.names, ["boat"]);
 * ```
 */
export function logit(classes?: ClassChoice): Target {
  checkClasses({ classes });
  return {
    label: "logit",
    classes,
    linear: true,
    of: ({ logits, chosen }) => pick(logits, chosen),
  };
}

/**
 * The logit of what a class is not: `−f`, whose sigmoid is `1 − σ(f)`. It is for
 * networks that end in a sigmoid for each class. The two classes of a single
 * sigmoid are each other's complement, and have the indices 0 and 1.
 *
 * @param classes The class, or one for every image.
 * @returns The target, for the option `target` of every method.
 * @throws {TypeError} If it is no class.
 *
 * @example
 * ```ts
 * import { complementLogit, inputTimesGradient, loadImage, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = await loadImage("data/images/boat.png", model);
 * const map = await inputTimesGradient(model, image, {
 *   target: complementLogit("boat"),
 * });
 * const boat = await inputTimesGradient(model, image, { target: "boat" });
 * assertEquals(map.target.values[0], -boat.target.values[0]!);
 * ```
 */
export function complementLogit(classes?: ClassChoice): Target {
  checkClasses({ classes });
  return {
    label: "logit of the complement",
    classes,
    linear: true,
    of: ({ logits, chosen }) => tf.neg(pick(logits, chosen)),
  };
}

/**
 * The logarithm of the softmax of a class; of a single sigmoid, which tells two
 * classes apart, that of the class's probability.
 *
 * @param classes The class, or one for every image.
 * @returns The target, for the option `target` of every method.
 * @throws {TypeError} If it is no class.
 *
 * @example
 * ```ts
 * import { fullGrad, logSoftmax, loadImage, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = await loadImage("data/images/boat.png", model);
 * const map = await fullGrad(model, image, { target: logSoftmax("boat") });
 * assertEquals(map.target.names, ["boat"]);
 * ```
 */
export function logSoftmax(classes?: ClassChoice): Target {
  checkClasses({ classes });
  return {
    label: "log-softmax",
    classes,
    linear: false,
    of: ({ logits, chosen, single }) =>
      single
        ? tf.neg(tf.softplus(tf.neg(pick(logits, chosen)))) as tf.Tensor1D
        : pick(tf.logSoftmax(logits), chosen),
  };
}

/**
 * The probability of a class: the sigmoid of its logit where the network ends
 * in a sigmoid, else the softmax.
 *
 * @param classes The class, or one for every image.
 * @returns The target, for the option `target` of every method.
 * @throws {TypeError} If it is no class.
 *
 * @example
 * ```ts
 * import { fullGrad, probability, loadImage, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = await loadImage("data/images/boat.png", model);
 * const map = await fullGrad(model, image, { target: probability("boat") });
 * assertEquals(map.target.names, ["boat"]);
 * ```
 */
export function probability(classes?: ClassChoice): Target {
  checkClasses({ classes });
  return {
    label: "probability",
    classes,
    linear: false,
    throughHead: true,
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
 * @returns The target, for the option `target` of every method.
 * @throws {TypeError} If one of them is no class.
 *
 * @example
 * ```ts
 * import { fullGrad, logitDifference, loadImage, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = await loadImage("data/images/boat.png", model);
 * const map = await fullGrad(model, image, { target: logitDifference("boat", "fish") });
 * assertEquals(map.target.names, ["boat"]);
 * ```
 */
export function logitDifference(
  classes: ClassChoice,
  reference: ClassChoice,
): Target {
  checkClasses({ classes, reference });
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
 * @returns The target, for the option `target` of every method.
 * @throws {TypeError} If it is no class.
 *
 * @example
 * ```ts
 * import { fullGrad, centeredLogit, loadImage, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = await loadImage("data/images/boat.png", model);
 * const map = await fullGrad(model, image, { target: centeredLogit("boat") });
 * assertEquals(map.target.names, ["boat"]);
 * ```
 */
export function centeredLogit(classes?: ClassChoice): Target {
  checkClasses({ classes });
  return {
    label: "centered logit",
    classes,
    linear: true,
    of: ({ logits, chosen }) =>
      tf.sub(pick(logits, chosen), tf.mean(logits, 1)) as tf.Tensor1D,
  };
}

function checkClasses(choices: Readonly<Record<string, ClassChoice>>): void {
  for (const [name, choice] of Object.entries(choices)) {
    checkValue("make a target", name, choice, CLASS_CHOICE);
  }
}

function pick(values: tf.Tensor, chosen: tf.Tensor2D): tf.Tensor1D {
  return tf.sum(tf.mul(values, chosen), 1) as tf.Tensor1D;
}
