import * as tf from "@tensorflow/tfjs";
import { checkNumber } from "../check_number.ts";
import type { SgdMomentum } from "./optimizer.ts";
import type { Parameter, RunningOptimizer } from "./start_optimizer.ts";

/**
 * `v ← m·v + g + λ·w`, `w ← w − η·v`, or `w ← w − η·(g + λ·w + m·v)` as Nesterov
 * has it: the steps of PyTorch's SGD.
 */
export function startSgdMomentum(
  { momentum = 0.9, nesterov = false, weightDecay = 0 }: SgdMomentum,
  parameters: readonly Parameter[],
): RunningOptimizer {
  checkNumber("momentum", momentum, "shareBelowOne");
  checkNumber("weightDecay", weightDecay, "notNegative");
  const velocities = parameters.map(({ variable }) =>
    tf.tidy(() => tf.variable(tf.zerosLike(variable), false))
  );
  return {
    apply(gradients, rate) {
      parameters.forEach(({ variable, decays }, i) =>
        tf.tidy(() => {
          const gradient = decays && weightDecay > 0
            ? tf.add(gradients[i]!, tf.mul(variable, weightDecay))
            : gradients[i]!;
          const velocity = tf.add(tf.mul(velocities[i]!, momentum), gradient);
          const step = nesterov
            ? tf.add(gradient, tf.mul(velocity, momentum))
            : velocity;
          velocities[i]!.assign(velocity);
          variable.assign(tf.sub(variable, tf.mul(step, rate)));
        })
      );
    },
    [Symbol.dispose]() {
      tf.dispose(velocities);
    },
  };
}
