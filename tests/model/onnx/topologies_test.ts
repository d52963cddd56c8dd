/**
 * ImageNet topologies whose files hold constants in place of weights: with random
 * ones the terms add up to the output, and are those of the same layers.
 */
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { fileURLToPath } from "node:url";
import { startBackend } from "../../../lib/backend/mod.ts";
import { fullGradients } from "../../../lib/decomposition/mod.ts";
import { fullGrad } from "../../../lib/methods/mod.ts";
import { loadModel, type Model } from "../../../lib/model/mod.ts";
import { Random } from "../../../lib/random/mod.ts";
import { exhaustiveTest } from "../../exhaustive.ts";
import { assertClose } from "../../propagation/assert_close.ts";
import { normals } from "../../propagation/cases/mod.ts";
import { layersTwin, TWINS } from "./layers_twins.ts";

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

const IMAGE = { data: normals(224 * 224 * 3, 2), shape: [1, 224, 224, 3] };

/**
 * What layers need for margins with more zeros on one side, where ONNX's
 * convolutions have a word: a node, its kernel and that of its gradient.
 */
const OF_PADS: readonly string[] = ["pad", "PadV2", "Slice"];

/** How often each kind of node stands in a network. */
function kindsOf({ graph }: Model): Readonly<Record<string, number>> {
  return counts(graph.nodes.map(({ kind }) => kind));
}

/** How often each name comes, but for those of pads. */
function counts(names: readonly string[]): Readonly<Record<string, number>> {
  const counted: Record<string, number> = {};
  for (const name of names.toSorted()) {
    if (!OF_PADS.includes(name)) counted[name] = (counted[name] ?? 0) + 1;
  }
  return counted;
}

/** FullGrad's map, and how often it calls each kernel of the backend. */
async function explained(model: Model) {
  let map: Awaited<ReturnType<typeof fullGrad>>;
  const { kernels } = await tf.profile(async () => {
    map = await fullGrad(model, IMAGE);
    return [];
  });
  // A convolution behind a pad masks the relu before it in a call of its own,
  // where a gradient is handed on else.
  const names = kernels.map(({ name }) =>
    name === "FullGradReluGradient" ? "Identity" : name
  );
  return { map: map!, kernels: counts(names) };
}

for (const { topology, test } of TOPOLOGIES) {
  const path = `${LIGHT}light_${topology}.onnx`;
  const ignore = await Deno.stat(path).then(() => false, () => true);
  test({
    name: `${topology} from ONNX, with random weights, is complete`,
    ignore,
    fn: async () => {
      await startBackend("fullgrad-wasm");
      const model = await loadModel(path);
      randomize(model, 1);
      const { completeness, target } = await fullGradients(model, IMAGE);
      assert(target.values[0] !== 0, "the network is dead");
      assert(
        completeness[0]!.relativeToTerms <= 1e-4,
        `${completeness[0]!.relativeToTerms} of the terms is missing`,
      );
      model.dispose();
    },
  });
  if (!TWINS.includes(topology)) continue;
  test({
    name: `${topology} from ONNX is explained as its layers are, at one cost`,
    ignore,
    fn: async () => {
      await startBackend("fullgrad-wasm");
      const model = await loadModel(path);
      randomize(model, 1);
      const twin = layersTwin(topology, model);
      assertEquals(kindsOf(model), kindsOf(twin));
      assertEquals(model.graph.head, twin.graph.head);
      const [own, layers] = [await explained(model), await explained(twin)];
      const { logits, target } = await fullGradients(twin, IMAGE);
      assert(target.values[0] !== 0, "the network is dead");
      const expected = await fullGradients(model, IMAGE);
      assertClose(expected.logits.values, logits.values, 1e-4, "logits");
      assertClose(own.map.values, layers.map.values, 1e-4, "map");
      assertEquals(own.kernels, layers.kernels);
      model.dispose();
      twin.dispose();
    },
  });
}
