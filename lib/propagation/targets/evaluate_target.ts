import * as tf from "@tensorflow/tfjs";
import type { Head } from "../../model/mod.ts";
import { oneHot } from "../operations/mod.ts";
import type { Target } from "./target.ts";

/** The classes of a target, one index per sample. */
export interface ChosenClasses {
  /** Indices, known or computed on the backend; `undefined` is the argmax. */
  readonly chosen: readonly number[] | tf.Tensor1D | undefined;
  readonly reference: readonly number[] | undefined;
}

/** A target's value and its gradient by the output. */
export interface TargetEvaluation {
  /** `[N]`. */
  readonly value: tf.Tensor1D;
  /** Of the output's shape. */
  readonly gradient: tf.Tensor;
}

/**
 * Evaluates a target and its gradient, inside the caller's tidy.
 *
 * @throws {TypeError} If the target does not give one number per sample.
 */
export function evaluateTarget(
  target: Target,
  output: tf.Tensor,
  head: Head | undefined,
  { chosen, reference }: ChosenClasses,
): TargetEvaluation {
  const count = output.shape[0]!;
  const classes = output.shape.at(-1)!;
  const mask = (indices: readonly number[] | tf.Tensor1D) => {
    const tensor = "rank" in indices
      ? indices
      : tf.tensor1d([...indices], "int32");
    return oneHot(tensor, classes) as tf.Tensor2D;
  };
  if (output.rank !== 2 && !target.custom) {
    throw new TypeError(
      `Cannot explain the ${target.label} of a class as the output must be [N, classes]: current shape is [${output.shape}]. Give a function of the output as the target`,
    );
  }
  const masks = output.rank === 2
    ? {
      chosen: mask(chosen ?? argmax(output)),
      // A target that has a second class may leave it open as well.
      reference: "reference" in target
        ? mask(reference ?? argmax(output))
        : undefined,
    }
    : {};
  const of = (logits: tf.Tensor) => {
    const value = target.of(
      { logits, head, ...masks } as Parameters<Target["of"]>[0],
    );
    if (value?.rank === 1 && value.size === count) return value;
    throw new TypeError(
      `Cannot explain the target "${target.label}" as it must give one number for each of ${count} samples: current shape is [${
        value?.shape ?? "no tensor"
      }]`,
    );
  };
  return { value: of(output), gradient: tf.grad(of)(output, tf.ones([count])) };
}

function argmax(output: tf.Tensor): tf.Tensor1D {
  return tf.argMax(output, 1) as tf.Tensor1D;
}
