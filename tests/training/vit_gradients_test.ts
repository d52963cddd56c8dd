/**
 * The gradients of the weights of a vision transformer, attention, layer norm,
 * gelu, position table and class token among them, against PyTorch's.
 * `torch_vit.py` has made the numbers.
 */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { weightsOf } from "../../data/shapes_vit/weights_of.ts";
import { startBackend } from "../../lib/backend/mod.ts";
import type { StateDict } from "../../lib/model/formats/state_dict/stored_tensor.ts";
import { modelOf } from "../../lib/model/mod.ts";
import { vit } from "../../lib/model/zoo/vit.ts";
import { trainableNetwork } from "../../lib/training/trainable_network.ts";
import { lossGradients } from "../../lib/training/training_passes.ts";
import { drawn } from "../model/state_dict/drawn.ts";
import reference from "./torch_vit.json" with { type: "json" };

const SIDE = 32;
const LABELS = [3, 7];

function drawnWeights(): StateDict {
  return new Map(
    Object.entries(reference.shapes).map(([name, [seed, ...shape]]) => {
      const size = shape.reduce((product, length) => product * length, 1);
      const read = () =>
        drawn(seed!, size).map((value) => {
          if (shape.length > 1) return value * Math.sqrt(6 * shape[0]! / size);
          if (name.endsWith("running_var")) return 1 + 0.5 * value;
          return name.endsWith("weight") ? 1 + 0.3 * value : 0.3 * value;
        });
      return [name, { shape, read }];
    }),
  );
}

/** The images of `torch_vit.py`, channels last. */
function images(): tf.Tensor4D {
  const planes = tf.tensor4d(drawn(1000, 2 * 3 * SIDE * SIDE), [
    ...[2, 3, SIDE, SIDE] as const,
  ]);
  return tf.tidy(() => tf.transpose(planes, [0, 2, 3, 1]));
}

Deno.test("gradients of a vision transformer's weights are PyTorch's", async () => {
  await startBackend("fullgrad-wasm");
  const model = modelOf(vit(drawnWeights(), [SIDE, SIDE, 3], "vit", 4), {
    name: "vit",
  });
  const network = trainableNetwork(model);
  const targets = tf.oneHot(LABELS, 10).toFloat() as tf.Tensor2D;
  const { logProbabilities, gradients } = lossGradients(
    network,
    { images: images(), targets },
    0.9,
  );
  const logs = await logProbabilities.array();
  const loss = -LABELS.reduce((sum, label, i) => sum + logs[i]![label]!, 0) / 2;
  assertAlmostEquals(loss, reference.loss, 1e-4);
  // Read as the file of weights would be, in PyTorch's layout.
  network.parameters.forEach(({ variable }, i) =>
    variable.assign(gradients[i]!)
  );
  const found = await weightsOf(model);
  let compared = 0;
  for (const [name, [norm, product]] of Object.entries(reference.gradients)) {
    // The class token's gradient is that of the first position.
    const isToken = name === "class_token";
    const { values } = found.get(isToken ? "encoder.pos_embedding" : name)!;
    const own = isToken ? values.subarray(0, 32) : values;
    const direction = drawn(77, own.length);
    const sum = own.reduce(
      (total, value, i) => total + value * direction[i]!,
      0,
    );
    // What is 0 but for rounding, as a key's bias, is compared with the largest.
    const scale = Math.max(norm!, 1e-3);
    assertAlmostEquals(Math.hypot(...own), norm!, 2e-4 * scale, name);
    assertAlmostEquals(sum, product!, 5e-4 * scale, name);
    compared += 1;
  }
  assertEquals(compared, Object.keys(reference.gradients).length);
  model.dispose();
});
