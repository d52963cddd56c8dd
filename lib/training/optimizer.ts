import * as tf from "@tensorflow/tfjs";
import { runFused } from "../backend/mod.ts";
import { flag, nonNegative, number, positive } from "../options/mod.ts";
import type { VariantRequirements } from "./check_variant.ts";

/** Stochastic gradient descent with momentum (Polyak 1964). */
export interface SgdMomentum {
  /** Which optimizer it is. */
  readonly kind: "sgdMomentum";
  /**
   * Share of the last step that the next one keeps, in [0, 1).
   *
   * @default {0.9}
   */
  readonly momentum?: number;
  /**
   * Whether the step is that of Nesterov, as PyTorch computes it.
   *
   * @default {false}
   */
  readonly nesterov?: boolean;
  /**
   * Share of each kernel that is added to its gradient, 0 or more. Biases and
   * normalizations do not decay.
   *
   * @default {0}
   */
  readonly weightDecay?: number;
}

/** Adam (Kingma & Ba 2015); with weight decay, AdamW (Loshchilov & Hutter 2019). */
export interface Adam {
  /** Which optimizer it is. */
  readonly kind: "adam";
  /**
   * Decay of the mean gradient, in [0, 1).
   *
   * @default {0.9}
   */
  readonly beta1?: number;
  /**
   * Decay of the mean square of the gradient, in [0, 1).
   *
   * @default {0.999}
   */
  readonly beta2?: number;
  /**
   * Added to the root of the mean square, over 0.
   *
   * @default {1e-7}
   */
  readonly epsilon?: number;
  /**
   * Share of each kernel that a step of rate 1 takes off, 0 or more. Biases and
   * normalizations do not decay.
   *
   * @default {0}
   */
  readonly weightDecay?: number;
}

/** How gradients change weights: plain data, for files and fingerprints. */
export type Optimizer = SgdMomentum | Adam;

const shareBelowOne = number("in [0, 1)", (share) => share >= 0 && share < 1);

/** What the numbers of every kind of optimizer must be. */
export const OPTIMIZERS: VariantRequirements<Optimizer> = {
  adam: {
    beta1: shareBelowOne,
    beta2: shareBelowOne,
    epsilon: positive,
    weightDecay: nonNegative,
  },
  sgdMomentum: {
    momentum: shareBelowOne,
    nesterov: flag,
    weightDecay: nonNegative,
  },
};

/** A weight that is learned. */
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

/** Returns an optimizer of some parameters that has not made a step yet. */
export function startOptimizer<K extends Optimizer["kind"]>(
  optimizer: Extract<Optimizer, { kind: K }>,
  parameters: readonly Parameter[],
): RunningOptimizer {
  return STARTERS[optimizer.kind as K](optimizer, parameters);
}

/**
 * `v ← m·v + g + λ·w`, `w ← w − η·v`, or `w ← w − η·(g + λ·w + m·v)` as Nesterov
 * has it: the steps of PyTorch's SGD.
 */
function startSgdMomentum(
  { momentum = 0.9, nesterov = false, weightDecay = 0 }: SgdMomentum,
  parameters: readonly Parameter[],
): RunningOptimizer {
  const velocities = parameters.map(({ variable }) =>
    tf.tidy(() => tf.variable(tf.zerosLike(variable), false))
  );
  return {
    apply(gradients, rate) {
      parameters.forEach(({ variable, decays }, i) =>
        tf.tidy(() => {
          const decay = decays ? weightDecay : 0;
          const [weights, velocity] = runFused<readonly tf.Tensor[]>(
            "FullGradSgdMomentum",
            {
              weights: variable,
              gradient: gradients[i]!,
              velocity: velocities[i]!,
            },
            { rate, momentum, decay, nesterov },
            () => {
              const gradient = decay > 0
                ? tf.add(gradients[i]!, tf.mul(variable, decay))
                : gradients[i]!;
              const velocity = tf.add(
                tf.mul(velocities[i]!, momentum),
                gradient,
              );
              const step = nesterov
                ? tf.add(gradient, tf.mul(velocity, momentum))
                : velocity;
              return [tf.sub(variable, tf.mul(step, rate)), velocity];
            },
          );
          velocities[i]!.assign(velocity!);
          variable.assign(weights!);
        })
      );
    },
    [Symbol.dispose]() {
      tf.dispose(velocities);
    },
  };
}

/**
 * `m ← β₁·m + (1 − β₁)·g`, `s ← β₂·s + (1 − β₂)·g²`,
 * `w ← w − η·(m̂ / (√ŝ + ε) + λ·w)` with `m̂ = m / (1 − β₁ᵗ)` and
 * `ŝ = s / (1 − β₂ᵗ)`.
 */
function startAdam(
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, weightDecay = 0 }: Adam,
  parameters: readonly Parameter[],
): RunningOptimizer {
  const zeros = () =>
    parameters.map(({ variable }) =>
      tf.tidy(() => tf.variable(tf.zerosLike(variable), false))
    );
  const [means, squares] = [zeros(), zeros()];
  let steps = 0;
  return {
    apply(gradients, rate) {
      steps += 1;
      const meanShare = 1 - beta1 ** steps;
      const squareShare = 1 - beta2 ** steps;
      parameters.forEach(({ variable, decays }, i) =>
        tf.tidy(() => {
          const g = gradients[i]!;
          const mean = tf.add(
            tf.mul(means[i]!, beta1),
            tf.mul(g, 1 - beta1),
          );
          const square = tf.add(
            tf.mul(squares[i]!, beta2),
            tf.mul(tf.square(g), 1 - beta2),
          );
          means[i]!.assign(mean);
          squares[i]!.assign(square);
          const deviation = tf.add(
            tf.sqrt(tf.div(square, squareShare)),
            epsilon,
          );
          const step = tf.mul(tf.div(mean, deviation), rate / meanShare);
          const decay = decays ? rate * weightDecay : 0;
          const decayed = decay > 0 ? tf.mul(variable, 1 - decay) : variable;
          variable.assign(tf.sub(decayed, step));
        })
      );
    },
    [Symbol.dispose]() {
      tf.dispose([...means, ...squares]);
    },
  };
}
