import { assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { type BackendName, startBackend } from "../../lib/backend/mod.ts";
import {
  type Optimizer,
  startOptimizer,
} from "../../lib/training/optimizer.ts";

// More than a vector of four, and a rest.
const WEIGHTS = [0.5, -1, 2, 0.1, -0.3, 1.5, -2];
const GRADIENTS = [
  [0.1, -0.2, 0.3, 0.5, -0.4, 0.2, 0.1],
  [0.4, 0.1, -0.3, 0, 0.3, -0.1, 0.2],
  [-0.1, 0.2, 0, -0.6, 0.1, 0.4, -0.2],
];
const RATES = [0.1, 0.05, 0.2];

/** What some steps make of the weights. */
async function steps(
  optimizer: Optimizer,
  decays: boolean,
  backend: BackendName = "wasm",
): Promise<number[]> {
  await startBackend(backend);
  const before = tf.memory().numTensors;
  const variable = tf.tidy(() => tf.variable(tf.tensor1d(WEIGHTS)));
  {
    using running = startOptimizer(optimizer, [{ variable, decays }]);
    GRADIENTS.forEach((values, i) => {
      const gradient = tf.tensor1d(values);
      running.apply([gradient], RATES[i]!);
      gradient.dispose();
    });
  }
  const values = [...await variable.data()];
  variable.dispose();
  assertEquals(tf.memory().numTensors, before, "the optimizer leaks");
  return values;
}

/** The same, weight by weight in float64. */
function expected(
  step: (
    weight: number,
    gradient: number,
    rate: number,
    memory: [number, number],
    t: number,
  ) => number,
): number[] {
  return WEIGHTS.map((start, k) => {
    const memory: [number, number] = [0, 0];
    return GRADIENTS.reduce(
      (w, g, i) => step(w, g[k]!, RATES[i]!, memory, i + 1),
      start,
    );
  });
}

function assertClose(actual: readonly number[], wanted: readonly number[]) {
  actual.forEach((value, i) => assertAlmostEquals(value, wanted[i]!, 1e-6));
}

for (const decays of [true, false]) {
  for (const nesterov of [true, false]) {
    Deno.test(`sgdMomentum steps as its formula: nesterov ${nesterov}, decay ${decays}`, async () => {
      const optimizer = {
        kind: "sgdMomentum",
        momentum: 0.8,
        nesterov,
        weightDecay: 0.1,
      } as const;
      const wanted = expected((w, g, rate, memory) => {
        const gradient = g + (decays ? 0.1 * w : 0);
        memory[0] = 0.8 * memory[0] + gradient;
        return w - rate * (nesterov ? gradient + 0.8 * memory[0] : memory[0]);
      });
      for (const backend of ["wasm", "fullgrad-wasm"] as const) {
        assertClose(await steps(optimizer, decays, backend), wanted);
      }
    });
  }

  Deno.test(`adam steps as its formula: decay ${decays}`, async () => {
    const optimizer = {
      kind: "adam",
      beta1: 0.8,
      beta2: 0.95,
      epsilon: 1e-3,
      weightDecay: 0.1,
    } as const;
    assertClose(
      await steps(optimizer, decays),
      expected((w, g, rate, memory, t) => {
        memory[0] = 0.8 * memory[0] + 0.2 * g;
        memory[1] = 0.95 * memory[1] + 0.05 * g * g;
        const mean = memory[0] / (1 - 0.8 ** t);
        const square = memory[1] / (1 - 0.95 ** t);
        return w - rate * (decays ? 0.1 * w : 0) -
          rate * mean / (Math.sqrt(square) + 1e-3);
      }),
    );
  });
}
