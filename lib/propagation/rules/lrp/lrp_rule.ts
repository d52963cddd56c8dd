import type * as tf from "@tensorflow/tfjs";
import {
  callback,
  objectWith,
  type Requirement,
  text,
} from "../../../options/mod.ts";
import type { WeightedLayer } from "./weighted_layer.ts";

/** How LRP hands the relevance of a layer's outputs to its inputs. */
export interface LrpRule {
  /** Its name with its parameters, such as `ε(1e-6)`. */
  readonly name: string;
  /** The relevance of the inputs, of the shape of `layer.input`. */
  readonly relevance: (
    layer: WeightedLayer,
    outputRelevance: tf.Tensor,
  ) => tf.Tensor;
}

/** What an {@linkcode LrpRule} must be. */
export const LRP_RULE: Requirement = objectWith(
  "a rule such as epsilon(0.01)",
  { name: text, relevance: callback },
);
