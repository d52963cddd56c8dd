import type * as tf from "@tensorflow/tfjs";
import { startAdam } from "./adam.ts";
import type { Optimizer } from "./optimizer.ts";
import { startSgdMomentum } from "./sgd_momentum.ts";

/** A weight that is learnt. */
export interface Parameter {
  /** Where it lives; changed in place. */
  readonly variable: tf.Variable;
  /** Whether weight decay applies to it. */
  readonly decays: boolean;
}

/** An optimizer with its memory of the steps so far. */
export interface RunningOptimizer extends Disposable {
  /**
   * Changes the parameters by one step.
   *
   * @param gradients One for each parameter, in their order; not disposed.
   * @param rate The learning rate.
   */
  apply(gradients: readonly tf.Tensor[], rate: number): void;
}

/** Starts each kind of optimizer. */
const STARTERS: {
  readonly [K in Optimizer["kind"]]: (
    optimizer: Extract<Optimizer, { kind: K }>,
    parameters: readonly Parameter[],
  ) => RunningOptimizer;
} = { adam: startAdam, sgdMomentum: startSgdMomentum };

/**
 * Returns an optimizer of some parameters that has not made a step yet.
 *
 * @throws {RangeError} If one of its numbers is not in its range.
 */
export function startOptimizer<K extends Optimizer["kind"]>(
  optimizer: Extract<Optimizer, { kind: K }>,
  parameters: readonly Parameter[],
): RunningOptimizer {
  return STARTERS[optimizer.kind as K](optimizer, parameters);
}
