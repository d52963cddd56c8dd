import type * as tf from "@tensorflow/tfjs";
import type { Head } from "../../model/mod.ts";
import type { Requirement } from "../../options/mod.ts";

/**
 * A class for every image: its index or its name, one for all or one each;
 * `undefined` is the class with the greatest logit.
 */
export type ClassChoice =
  | number
  | string
  | readonly (number | string)[]
  | ClassLabels
  | undefined;

/** Classes as a dataset has them: an integer for every image. */
export type ClassLabels =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/**
 * What a {@linkcode ClassChoice} must be; whether the classes exist depends on
 * the model.
 */
export const CLASS_CHOICE: Requirement = {
  expected: "a class (its index or name), or one for every image",
  isType: (value) =>
    value === undefined || isClass(value) ||
    (Array.isArray(value) ? value.every(isClass) : isNumbers(value)),
};

function isClass(value: unknown): boolean {
  return typeof value === "number" || typeof value === "string";
}

function isNumbers(value: unknown): boolean {
  return ArrayBuffer.isView(value) && !(value instanceof DataView) &&
    !(value instanceof BigInt64Array || value instanceof BigUint64Array);
}

/** What a target sees of the network's output. */
export interface TargetView {
  /** `[N, K]`; of a single sigmoid `[N, 2]`: those of its complement, and its own. */
  readonly logits: tf.Tensor2D;
  /** `[N, K]`: 1 at the chosen class of every sample, else 0. */
  readonly chosen: tf.Tensor2D;
  /** As `chosen`, for the second class of a difference. */
  readonly reference: tf.Tensor2D | undefined;
  /** What was split off behind the logits. */
  readonly head: Head | undefined;
  /** Whether the two classes are those of a single sigmoid. */
  readonly single: boolean;
}

/** A scalar per sample that is explained, as a function of the logits. */
export interface Target {
  /** Words for figures and tables, such as `logit`. */
  readonly label: string;
  /** The class that it is about. */
  readonly classes: ClassChoice;
  /** The class that it is compared with, for a difference. */
  readonly reference?: ClassChoice;
  /**
   * Whether the value is linear in the logits, so that the function adds no
   * term of its own to the decomposition.
   */
  readonly linear: boolean;
  /**
   * Whether it is what the network's softmax or sigmoid gives; else it is of the
   * logits before them.
   */
  readonly throughHead?: boolean;
  /** Whether it is a function of its own, about no class. */
  readonly custom?: boolean;
  /** The value of every sample, `[N]`. */
  readonly of: (view: TargetView) => tf.Tensor1D;
}
