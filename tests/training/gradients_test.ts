/** The gradients of a training step, against two slower ways to have them. */
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { asModel } from "../../lib/model/mod.ts";
import { trainableNetwork } from "../../lib/training/trainable_network.ts";
import {
  type Batch,
  lossGradients,
} from "../../lib/training/training_passes.ts";
import { vgg9 } from "../../lib/training/mod.ts";
import { candidates } from "../propagation/cases/backends.ts";
import { caseNetwork, GRADIENT_CASES } from "./gradient_cases.ts";
import { backendTest } from "../exhaustive.ts";

/** Distance of the ends of a difference from its middle. */
const STEP = 1e-2;

const backends = await candidates();

for (const { backend, missing } of backends) {
  for (const each of GRADIENT_CASES) {
    backendTest(backend, {
      name: `${backend}: gradients of ${each.name} are finite differences`,
      ignore: missing,
      sanitizeResources: false,
      sanitizeOps: false,
      fn: async () => {
        await startBackend(backend);
        const before = tf.memory().numTensors;
        const model = caseNetwork(each);
        await compareWithDifferences(model, randomBatch([5, 7, 6, 4], 3));
        // Its own `dispose` forgets the weights of a layer that is called twice.
        tf.dispose(model.weights.map((weight) => weight.read()));
        assertEquals(tf.memory().numTensors, before, "tensors are left");
      },
    });
  }

  backendTest(backend, {
    name: `${backend}: gradients of a nine-layer VGG are those of the tape`,
    ignore: missing,
    sanitizeResources: false,
    sanitizeOps: false,
    fn: async () => {
      const expected = await tapeGradients();
      await startBackend(backend);
      const model = smallVgg9();
      const network = trainableNetwork(asModel(model));
      const batch = randomBatch([4, 20, 18, 3], 5);
      const { logProbabilities, gradients } = lossGradients(
        network,
        batch,
        0.99,
      );
      for (const [i, { variable }] of network.parameters.entries()) {
        const name = model.weights
          .find((weight) => weight.read() === variable)!.originalName;
        assertClose(await gradients[i]!.data(), expected.get(name)!, name);
      }
      for (const { originalName: name, ...weight } of running(model)) {
        assertClose(await weight.data(), expected.get(name)!, name);
      }
      tf.dispose([batch.images, batch.targets, logProbabilities, ...gradients]);
      model.dispose();
    },
  });
}

function smallVgg9(): tf.LayersModel {
  return vgg9({ classes: 5, imageShape: [20, 18, 3], width: 1 / 16, seed: 3 });
}

function randomBatch(shape: [number, number, number, number], classes: number) {
  const labels = Array.from({ length: shape[0] }, (_, i) => i % classes);
  return {
    images: tf.randomNormal<tf.Rank.R4>(shape, 0, 1, "float32", 7),
    targets: tf.tensor2d(
      labels.flatMap((label) =>
        Array.from(
          { length: classes },
          (_, k) => k === label ? 0.8 + 0.2 / classes : 0.2 / classes,
        )
      ),
      [shape[0], classes],
    ),
  };
}

/** The running means of a network's batch normalizations. */
function running(model: tf.LayersModel) {
  return model.weights.filter(({ originalName }) =>
    originalName.endsWith("moving_mean")
  ).map((weight) => ({
    originalName: weight.originalName,
    data: () => weight.read().data(),
  }));
}

/** Gradients, and running means after a step, of tfjs itself on its CPU backend. */
async function tapeGradients(): Promise<Map<string, ArrayLike<number>>> {
  await startBackend("cpu");
  const model = smallVgg9();
  const { images, targets } = randomBatch([4, 20, 18, 3], 5);
  const { value, grads } = tf.variableGrads(() =>
    tf.losses.softmaxCrossEntropy(
      targets,
      model.apply(images, { training: true }) as tf.Tensor,
    ) as tf.Scalar
  );
  const found = new Map<string, ArrayLike<number>>();
  for (const weight of model.weights) {
    const gradient = grads[(weight.read() as tf.Variable).name];
    if (gradient) found.set(weight.originalName, await gradient.data());
  }
  for (const mean of running(model)) {
    found.set(mean.originalName, await mean.data());
  }
  tf.dispose([value, grads, images, targets]);
  model.dispose();
  return found;
}

function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  name: string,
): void {
  assertEquals(actual.length, expected.length, name);
  const largest = Array.from(expected)
    .reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  for (let i = 0; i < actual.length; i++) {
    const error = Math.abs(actual[i]! - expected[i]!) / largest;
    assert(error < 2e-4, `${name}[${i}]: ${actual[i]} for ${expected[i]}`);
  }
}

/**
 * Fails unless the derivative of the loss along a random direction, and along
 * the gradient itself, is a central difference, for every parameter.
 */
async function compareWithDifferences(
  model: tf.LayersModel,
  batch: Batch,
): Promise<void> {
  const network = trainableNetwork(asModel(model));
  const result = lossGradients(network, batch, 1);
  const lossAt = async () => {
    const { logProbabilities, gradients } = lossGradients(network, batch, 1);
    const logs = await logProbabilities.data<"float32">();
    const targets = await batch.targets.data<"float32">();
    tf.dispose([logProbabilities, ...gradients]);
    return -targets.reduce((sum, t, i) => sum + t * logs[i]!, 0) /
      batch.images.shape[0];
  };
  for (const [i, { variable }] of network.parameters.entries()) {
    const start = (await variable.data()).slice();
    const gradient = await result.gradients[i]!.data<"float32">();
    const wave = Float32Array.from(start, (_, k) => Math.cos(1 + 3 * k));
    for (const way of [wave, gradient]) {
      const norm = Math.hypot(...way);
      if (norm < 1e-5) continue;
      const direction = Float32Array.from(way, (value) => value / norm);
      const losses: number[] = [];
      for (const step of [STEP, -STEP]) {
        const moved = start.map((w, k) => w + step * direction[k]!);
        tf.tidy(() => variable.assign(tf.tensor(moved, variable.shape)));
        losses.push(await lossAt());
      }
      tf.tidy(() => variable.assign(tf.tensor(start, variable.shape)));
      const difference = (losses[0]! - losses[1]!) / (2 * STEP);
      const slope = gradient.reduce((sum, g, k) => sum + g * direction[k]!, 0);
      assert(
        Math.abs(slope - difference) < 1e-3 + 0.01 * Math.abs(difference),
        `${variable.name}: slope ${slope}, difference ${difference}`,
      );
    }
  }
  tf.dispose([
    batch.images,
    batch.targets,
    result.logProbabilities,
    ...result.gradients,
  ]);
}
