import * as tf from "@tensorflow/tfjs";
import { checkNumber } from "../check_number.ts";
import type { Adam } from "./optimizer.ts";
import type { Parameter, RunningOptimizer } from "./start_optimizer.ts";

/**
 * `m ← β₁·m + (1 − β₁)·g`, `s ← β₂·s + (1 − β₂)·g²`,
 * `w ← w − η·(m̂ / (√ŝ + ε) + λ·w)` with `m̂ = m / (1 − β₁ᵗ)` and
 * `ŝ = s / (1 − β₂ᵗ)`.
 */
export function startAdam(
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, weightDecay = 0 }: Adam,
  parameters: readonly Parameter[],
): RunningOptimizer {
  checkNumber("beta1", beta1, "shareBelowOne");
  checkNumber("beta2", beta2, "shareBelowOne");
  checkNumber("epsilon", epsilon, "positive");
  checkNumber("weightDecay", weightDecay, "notNegative");
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
