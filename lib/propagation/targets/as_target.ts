import type * as tf from "@tensorflow/tfjs";
import {
  callback,
  either,
  flag,
  objectWith,
  type Requirement,
  text,
} from "../../options/mod.ts";
import { CLASS_CHOICE, type ClassChoice, type Target } from "./target.ts";
import { logit } from "./targets.ts";

/**
 * What can be explained: a class (its logit), a {@linkcode Target}, or a
 * function from the network's output to one number per sample, `[N]`, written
 * in tfjs operations that have gradients on the backend in use. Samples must
 * not depend on each other.
 */
export type TargetInput =
  | ClassChoice
  | Target
  | ((output: tf.Tensor) => tf.Tensor1D);

/** What a {@linkcode TargetInput} must be. */
export const TARGET_INPUT: Requirement = either(
  CLASS_CHOICE,
  objectWith("a target such as probability(3)", {
    label: text,
    classes: CLASS_CHOICE,
    linear: flag,
    of: callback,
  }),
  { ...callback, expected: "a function of the network's output" },
);

/** The target that `input` stands for; a list of classes is copied. */
export function asTarget(input: TargetInput): Target {
  if (typeof input === "function") {
    return {
      label: input.name || "custom target",
      classes: undefined,
      custom: true,
      linear: false,
      of: ({ logits }) => input(logits),
    };
  }
  if (typeof input === "object" && input !== null && "of" in input) {
    return input;
  }
  return logit(Array.isArray(input) ? [...input] : input);
}
