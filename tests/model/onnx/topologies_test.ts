/**
 * ImageNet topologies whose files hold constants in place of weights: with random
 * ones the terms add up to the output.
 */
import { assert } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { fileURLToPath } from "node:url";
import { startBackend } from "../../../lib/backend/mod.ts";
import { fullGradients } from "../../../lib/decomposition/mod.ts";
import { loadModel, type Model } from "../../../lib/model/mod.ts";
import { Random } from "../../../lib/random/mod.ts";
import { exhaustiveTest } from "../../exhaustive.ts";
import { normals } from "../../propagation/cases/mod.ts";

const LIGHT = fileURLToPath(
  new URL("../../../../shared/models/onnx_light/", import.meta.url),
);

/** The topologies; those that take long run apart. */
const TOPOLOGIES = [
  { topology: "squeezenet", test: Deno.test },
  { topology: "shufflenet", test: Deno.test },
  ...[
    "bvlc_alexnet",
    "densenet121",
    "inception_v1",
    "inception_v2",
    "resnet50",
    "vgg19",
    "zfnet512",
  ].map((topology) => ({ topology, test: exhaustiveTest })),
];

/** Draws every weight so that activations keep their scale. */
function randomize({ weightLayers }: Model, seed: number): void {
  weightLayers.forEach(({ weights }, i) => {
    for (const [k, { name, variable }] of weights.entries()) {
      const random = new Random(seed, i, k);
      const { shape } = variable;
      const inputs = variable.size / shape.at(-1)!;
      const draw = name === "variance"
        ? () => random.between(0.5, 1.5)
        : name === "gamma"
        ? () => 1 + 0.2 * random.normal()
        : name === "kernel"
        ? () => random.normal() * Math.sqrt(2 / inputs)
        : () => 0.2 * random.normal();
      tf.tidy(() =>
        variable.assign(
          tf.tensor(Float32Array.from({ length: variable.size }, draw), shape),
        )
      );
    }
  });
}

for (const { topology, test } of TOPOLOGIES) {
  const path = `${LIGHT}light_${topology}.onnx`;
  test({
    name: `${topology} from ONNX, with random weights, is complete`,
    ignore: await Deno.stat(path).then(() => false, () => true),
    fn: async () => {
      await startBackend("fullgrad-wasm");
      const model = await loadModel(path);
      randomize(model, 1);
      const { completeness, target } = await fullGradients(model, {
        data: normals(224 * 224 * 3, 2),
        shape: [1, 224, 224, 3],
      });
      assert(target.values[0] !== 0, "the network is dead");
      assert(
        completeness[0]!.relativeToTerms <= 1e-4,
        `${completeness[0]!.relativeToTerms} of the terms is missing`,
      );
      model.dispose();
    },
  });
}
