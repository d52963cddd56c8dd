/**
 * Networks that people published, and those of the folder that `FULLGRAD_MODELS`
 * names, one a subfolder: on noise their logits are those of their own framework,
 * and the terms add up.
 *
 * A subfolder holds a file of ONNX, TF.js, Keras, or a state dict, what belongs to
 * it, and perhaps an `about.json` with `inputShape` and `preprocessing`; a state
 * dict, an `expected.safetensors` with PyTorch's `logits` of an `image`, channels
 * first. `export_torchvision.py` writes such folders; one lies beside it.
 */
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startBackend } from "../../../lib/backend/mod.ts";
import { fullGradients } from "../../../lib/decomposition/mod.ts";
import { loadModel, type Model } from "../../../lib/model/mod.ts";
import { Random } from "../../../lib/random/mod.ts";
import { readSafetensors } from "../../references/safetensors.ts";
import { assertLikeOwn } from "./assert_like_own.ts";
import { findNetworks, type FoundNetwork } from "./find_networks.ts";
import {
  type ImageValues,
  NoRuntimeError,
  type Runtime,
  startRuntime,
} from "./own_runtime.ts";

const SHARED = fileURLToPath(
  new URL("../../../../shared/models/", import.meta.url),
);
const NAMED = Deno.env.get("FULLGRAD_MODELS");

/** What the folder of published networks must hold where there is one. */
const PUBLISHED = [
  "captum_cifar/cifar_torchvision.pt",
  "darknet_tiny/model.json",
  "dianna_mnist/mnist_model.onnx",
  "dianna_mnist/mnistnet_training_checkpoint.pt",
  "human_emotion/emotion.json",
  "mesonet/Meso4_DF.h5",
  "mesonet/MesoInception_DF.h5",
  "mesonet/model.onnx",
  "mini_xception/fer2013_mini_XCEPTION.102-0.66.hdf5",
  "mini_xception/gender_mini_XCEPTION.21-0.95.hdf5",
  "mobilenet025/model.json",
  "nsfwjs_mobilenet_v2/model.json",
  "nsfwjs_mobilenet_v2_mid/model.json",
  "photo_gender/model.json",
  "resnet_cifar_pth/resnet20-12fca82f.th",
  "resnet_cifar_pth/resnet56-4bfd9763.th",
  "winml/ImageClassifier.onnx",
  "winml/SqueezeNet_fp16.onnx",
  "winml/mnist.onnx",
  "winml/myFirstModel.pth",
];

/** Their weights are constants: `topologies_test.ts` gives them random ones. */
const WITHOUT_WEIGHTS = /^onnx_light\//;

const exported = await findNetworks(
  fileURLToPath(new URL(".", import.meta.url)),
);
const published = (await findNetworks(SHARED))
  .filter(({ name }) => !WITHOUT_WEIGHTS.test(name));
const named = NAMED === undefined ? [] : await findNetworks(NAMED);

Deno.test({
  name: `networks in ${SHARED} are all found`,
  ignore: !existsSync(SHARED),
  fn: () => {
    const names = new Set(published.map(({ name }) => name));
    assertEquals(PUBLISHED.filter((name) => !names.has(name)), []);
  },
});

Deno.test("networks beside this test are all found", () => {
  assertEquals(exported.map(({ name }) => name), [
    "tiny_resnet/fused.onnx",
    "tiny_resnet/unfused.onnx",
    "tiny_resnet/weights.pth",
  ]);
});

for (const network of [...exported, ...published]) Deno.test(testOf(network));

if (NAMED !== undefined) {
  Deno.test(`FULLGRAD_MODELS names a folder with networks, ${NAMED}`, () => {
    assert(named.length > 0, "there is none");
  });
  for (const network of named) Deno.test(testOf(network));
}

function testOf(network: FoundNetwork): Deno.TestDefinition {
  return {
    name: `${network.name} gives what its own framework gives, in exact terms`,
    fn: async (t) => {
      await startBackend("fullgrad-wasm");
      const before = tf.memory().numTensors;
      const expected = network.expected === undefined
        ? undefined
        : await expectedOutputs(network.expected);
      const model = await loadUnlessUnknown({
        inputShape: expected?.inputShape,
        ...network,
      });
      if (model === undefined) {
        const name = "weights of no known architecture: refused, not compared";
        await t.step({ name, ignore: true, fn: () => {} });
        return;
      }
      const { images, outputs } = expected ??
        await ownOutputs(network, noise(network, model));
      const { logits, completeness } = await fullGradients(model, images);
      if (typeof outputs === "string") {
        await t.step({ name: outputs, ignore: true, fn: () => {} });
      } else assertLikeOwn(logits, outputs, model);
      for (const { relativeToTerms } of completeness) {
        assert(
          relativeToTerms <= 1e-4,
          `${relativeToTerms} of the terms is missing`,
        );
      }
      model.dispose();
      assertEquals(tf.memory().numTensors, before);
    },
  };
}

/** The model, unless it is of weights whose architecture nobody knows. */
async function loadUnlessUnknown(
  { path, format, inputShape, expected }: FoundNetwork,
): Promise<Model | undefined> {
  try {
    return await loadModel(path, { inputShape });
  } catch (error) {
    const isWeights = format === "state dict" || format === "keras";
    const says = "holds weights and no layers: give the network as the option";
    if (!isWeights || expected !== undefined) throw error;
    if (!(error instanceof SyntaxError)) throw error;
    assert(error.message.includes(says), error.message);
  }
}

/** Images, and a framework's outputs for them or why there are none. */
interface Outputs {
  readonly images: ImageValues;
  readonly outputs: readonly number[] | string;
}

async function ownOutputs(
  network: FoundNetwork,
  images: ImageValues,
): Promise<Outputs> {
  let runtime: Runtime;
  try {
    runtime = await startRuntime(network);
  } catch (error) {
    if (!(error instanceof NoRuntimeError)) throw error;
    return { images, outputs: error.message };
  }
  const outputs = await runtime.run(images);
  await runtime.dispose();
  return { images, outputs };
}

/** An image of noise: pixels where the network says how it takes them. */
function noise({ preprocessing }: FoundNetwork, model: Model): ImageValues {
  const shape = [1, ...model.inputShape.map((length) => length ?? 64)];
  const size = shape.reduce((size, length) => size * length, 1);
  const random = new Random(1, 0, 0);
  const { scale, mean, std } = preprocessing ?? {};
  const isKnown = scale !== undefined && mean !== undefined &&
    std !== undefined;
  const data = Float32Array.from({ length: size }, (_, i) => {
    if (!isKnown) return random.normal();
    const c = i % mean.length;
    return (random.integer(256) * scale - mean[c]!) / std[c]!;
  });
  return { data, shape };
}

/** What is written beside a network, in the names that people use. */
async function expectedOutputs(
  path: string,
): Promise<Outputs & Required<Pick<FoundNetwork, "inputShape">>> {
  const tensors = await readSafetensors(path);
  const find = (names: readonly string[]) => {
    const name = names.find((name) => tensors.has(name));
    assert(name, `${path} has none of ${names.join(", ")}`);
    const { shape, data } = tensors.get(name)!;
    return { shape, values: Array.from(data, Number) };
  };
  const { shape, values } = find([
    "image",
    "images",
    "input",
    "inputs",
    "pixel_values",
    "x",
  ]);
  const [channels, height, width] = shape.slice(-3) as [number, number, number];
  const area = height * width;
  const data = Float32Array.from(values, (_, i) => {
    const image = Math.floor(i / (area * channels));
    const pixel = Math.floor(i / channels) % area;
    return values[(image * channels + i % channels) * area + pixel]!;
  });
  const images = {
    data,
    shape: [data.length / (area * channels), height, width, channels],
  };
  const outputs = find(["logits", "output", "outputs", "y"]).values;
  return { images, outputs, inputShape: [height, width, channels] };
}
