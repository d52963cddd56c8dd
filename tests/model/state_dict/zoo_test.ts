/**
 * Networks of PyTorch, built from their weights: the logits that PyTorch gives.
 * `torch_logits.py` has made the numbers.
 */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../../lib/backend/mod.ts";
import type { StateDict } from "../../../lib/model/formats/state_dict/stored_tensor.ts";
import { fullGrad } from "../../../lib/methods/mod.ts";
import { type Model, modelOf } from "../../../lib/model/mod.ts";
import {
  type ArchitectureName,
  ARCHITECTURES,
} from "../../../lib/model/zoo/mod.ts";
import { drawn, drawnImage, type ImageShape } from "./drawn.ts";
import logits from "./torch_logits.json" with { type: "json" };

await startBackend("fullgrad-wasm");

/** What `torch_logits.py` says of a network whose weights it has drawn. */
interface Expected {
  readonly inputShape: ImageShape;
  readonly logits: readonly number[];
  /** The seed and the shape of every weight. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
  /** The number of attention heads, where there are any. */
  readonly heads?: number;
}

/** The weights of `fill` in `torch_logits.py`. */
function drawnWeights(shapes: NonNullable<Expected["shapes"]>): StateDict {
  return new Map(
    Object.entries(shapes).map(([name, [seed, ...shape]]) => {
      const size = shape.reduce((size, length) => size * length, 1);
      const read = () =>
        drawn(seed!, size).map((value) => {
          if (shape.length > 1) return value * Math.sqrt(6 * shape[0]! / size);
          if (name.endsWith("running_var")) return 1 + 0.5 * value;
          return name.endsWith("weight") ? 1 + 0.3 * value : 0.3 * value;
        });
      return [name, { shape, type: "float32" as const, read }];
    }),
  );
}

function architectureOf(weights: StateDict) {
  const names = Object.keys(ARCHITECTURES) as ArchitectureName[];
  const fitting = names.filter((name) => ARCHITECTURES[name].fits(weights));
  assertEquals(fitting.length, 1, `${fitting}`);
  return ARCHITECTURES[fitting[0]!];
}

/** Fails unless the model gives the logits, and its full-gradient is complete. */
async function check(model: Model, { inputShape, logits }: Expected) {
  const image = {
    data: drawnImage(inputShape),
    shape: [1, ...inputShape] as const,
  };
  const map = await fullGrad(model, image);
  const scale = Math.max(...logits.map(Math.abs));
  assertEquals(map.logits.values.length, logits.length);
  for (const [i, value] of logits.entries()) {
    assertAlmostEquals(map.logits.values[i]!, value, 1e-4 * scale);
  }
  assert(map.completeness![0]!.relativeToTerms < 1e-4);
}

for (const [name, expected] of Object.entries<Expected>(logits as never)) {
  const { shapes, inputShape, heads } = expected;
  if (shapes === undefined) continue;
  Deno.test(`${name}: PyTorch's logits, from the weights alone`, async () => {
    const before = tf.memory().numTensors;
    const weights = drawnWeights(shapes);
    const { build } = architectureOf(weights);
    const network = build(weights, inputShape, name, heads);
    const model = modelOf(network, { name });
    await check(model, expected);
    model.dispose();
    assertEquals(tf.memory().numTensors, before);
  });
}

/** The weights of the ViT with plain patches. */
function vitWeights(): StateDict {
  return drawnWeights(logits.vit.shapes);
}

Deno.test("vit: the size of images follows from the position table", () => {
  const weights = vitWeights();
  assertEquals(architectureOf(weights).inputShape(weights), [32, 32, 3]);
});

Deno.test("vit: heads of an unknown width must be given, and divide it", () => {
  const weights = vitWeights();
  const { build } = architectureOf(weights);
  const before = tf.memory().numTensors;
  assertThrows(
    () => build(weights, [32, 32, 3], "mine.pth"),
    RangeError,
    "Cannot load the weights as the number of attention heads, which no weight says, must be given for a width of 32",
  );
  assertThrows(
    () => build(weights, [32, 32, 3], "mine.pth", 5),
    RangeError,
    "must divide the width of mine.pth, 32: current number is 5",
  );
  assertThrows(
    () => build(weights, [40, 40, 3], "mine.pth", 4),
    RangeError,
    "has places for 16 patches: images of 40×40×3 have 25",
  );
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("vit: an error lists what is missing, left over and misshapen", () => {
  const weights = new Map(vitWeights());
  const bias = "encoder.layers.encoder_layer_1.self_attention.in_proj_bias";
  weights.delete(bias);
  weights.set("heads.extra", {
    shape: [1],
    type: "float32",
    read: () => new Float32Array(1),
  });
  weights.set("class_token", {
    shape: [32],
    type: "float32",
    read: () => new Float32Array(32),
  });
  const before = tf.memory().numTensors;
  assertThrows(
    () => architectureOf(weights).build(weights, [32, 32, 3], "mine.pth", 4),
    SyntaxError,
    `missing are ${bias}; left over are heads.extra; of another shape are class_token [32], not [1,1,32]`,
  );
  assertEquals(tf.memory().numTensors, before);
});
