/**
 * Published networks, and those of `FULLGRAD_MODELS` that say how they take
 * pictures, on photos: their own framework's outputs, the terms add up, and what
 * is in the picture comes out where the classes are known.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startBackend } from "../../../lib/backend/mod.ts";
import { fullGradients } from "../../../lib/decomposition/mod.ts";
import { loadImages } from "../../../lib/image/mod.ts";
import { preprocessing } from "../../../lib/model/mod.ts";
import { loadModel, type Preprocessing } from "../../../lib/model/mod.ts";
import { assertLikeOwn } from "./assert_like_own.ts";
import { findNetworks, type FoundNetwork } from "./find_networks.ts";
import { NoRuntimeError, startRuntime } from "./own_runtime.ts";

const SHARED = fileURLToPath(new URL("../../../../shared/", import.meta.url));
const NAMED = Deno.env.get("FULLGRAD_MODELS");

/** Photos, and the words for what is in them. */
const PHOTOS: Readonly<Record<string, RegExp>> = {
  "goldfish.jpg": /goldfish/,
  "zebra.jpg": /zebra/,
  "elephant.jpg": /elephant|tusker/,
  "coral_parrot.jpg": /macaw/,
  "caffe_cat.jpg": /cat|tabby|lynx|fox/,
};

/** What the files themselves do not say. */
interface Published {
  readonly preprocessing: Preprocessing;
  /** How the output is made of the logits, if it is not these. */
  readonly head?: "softmax" | "sigmoid";
  /** Whether the classes are those of ImageNet, in order. */
  readonly isImageNet?: true;
}

const stretched = (choice: Preprocessing): Preprocessing => ({
  ...choice,
  fit: "stretch",
});

/** Faces in [−1, 1], gray. */
const face = stretched({
  scale: 1 / 127.5,
  mean: [1],
  std: [1],
  channelOrder: "gray",
});

const PUBLISHED: Readonly<Record<string, Published>> = {
  "mobilenet025/model.json": {
    preprocessing: preprocessing("tensorflow"),
    head: "softmax",
    isImageNet: true,
  },
  "winml/SqueezeNet_fp16.onnx": {
    preprocessing: {
      scale: 1,
      mean: [104, 117, 123],
      std: [1, 1, 1],
      channelOrder: "bgr",
    },
    head: "softmax",
    isImageNet: true,
  },
  "darknet_tiny/model.json": {
    preprocessing: stretched(preprocessing("unit")),
  },
  "nsfwjs_mobilenet_v2/model.json": {
    preprocessing: stretched(preprocessing("unit")),
    head: "softmax",
  },
  "nsfwjs_mobilenet_v2_mid/model.json": {
    preprocessing: stretched(preprocessing("unit")),
    head: "softmax",
  },
  "photo_gender/model.json": {
    preprocessing: stretched(preprocessing("unit")),
    head: "sigmoid",
  },
  "human_emotion/emotion.json": {
    preprocessing: stretched(preprocessing("unit", [64, 64, 1])),
    head: "softmax",
  },
  "mesonet/model.onnx": {
    preprocessing: stretched(preprocessing("unit")),
    head: "sigmoid",
  },
  "mini_xception/fer2013_mini_XCEPTION.102-0.66.hdf5": {
    preprocessing: face,
    head: "softmax",
  },
  "mini_xception/gender_mini_XCEPTION.21-0.95.hdf5": {
    preprocessing: face,
    head: "softmax",
  },
};

const networks = [
  ...await findNetworks(`${SHARED}models`),
  ...NAMED === undefined ? [] : await findNetworks(NAMED),
];
const photos = Object.keys(PHOTOS).map((name) => `${SHARED}images/${name}`);
const CLASS_NAMES = `${SHARED}images/imagenet_synset_words.txt`;
const hasPhotos = existsSync(`${SHARED}images`);

Deno.test({
  name: `photos in ${SHARED}images are all there, and the names of classes`,
  ignore: !hasPhotos,
  fn: () => {
    const wanted = [...photos, CLASS_NAMES];
    assertEquals(wanted.filter((path) => !existsSync(path)), []);
  },
});

Deno.test({
  name: `networks in ${SHARED}models are all found`,
  ignore: !existsSync(`${SHARED}models`),
  fn: () => {
    const names = new Set(networks.map(({ name }) => name));
    const wanted = Object.keys(PUBLISHED);
    assertEquals(wanted.filter((name) => !names.has(name)), []);
  },
});

for (const network of networks) {
  const { name } = network;
  const known = name.startsWith("onnx_light/") ? undefined : PUBLISHED[name];
  const choice = known?.preprocessing ?? network.preprocessing;
  if (choice === undefined || network.format === "state dict") continue;
  Deno.test({
    name: `${name} gives what its own framework gives for photos`,
    ignore: !hasPhotos,
    fn: () => check(network, choice, known),
  });
}

async function check(
  network: FoundNetwork,
  choice: Preprocessing,
  known: Published | undefined,
): Promise<void> {
  await startBackend("fullgrad-wasm");
  const before = tf.memory().numTensors;
  const model = await loadModel(network.path, {
    preprocessing: choice,
    inputShape: network.inputShape,
  });
  if (known !== undefined) assertEquals(model.graph.head, known.head);
  const [height] = model.inputShape;
  const images = await loadImages(photos, model, {
    ...(height === null && { size: network.inputShape?.[0] ?? 64 }),
  });
  const { logits, completeness } = await fullGradients(model, images);
  for (const { relativeToTerms } of completeness) {
    assert(relativeToTerms <= 1e-4, `${relativeToTerms} is missing`);
  }
  try {
    const runtime = await startRuntime(network);
    assertLikeOwn(
      logits,
      await runtime.run({ data: images.values, shape: images.shape }),
      model,
    );
    await runtime.dispose();
  } catch (error) {
    if (!(error instanceof NoRuntimeError)) throw error;
  }
  if (known?.isImageNet) await assertClasses(logits.values);
  model.dispose();
  assertEquals(tf.memory().numTensors, before);
}

/** Fails unless the greatest logit of every photo is of what is in it. */
async function assertClasses(logits: ArrayLike<number>): Promise<void> {
  const names = (await Deno.readTextFile(CLASS_NAMES)).trim().split("\n");
  for (const [i, [photo, words]] of Object.entries(PHOTOS).entries()) {
    const own = Array.prototype.slice.call(
      logits,
      i * names.length,
      (i + 1) * names.length,
    ) as number[];
    const name = names[own.indexOf(Math.max(...own))]!;
    assertMatch(name, words, photo);
  }
}
