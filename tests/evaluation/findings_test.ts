import { assert } from "@std/assert";
import { signed } from "../../lib/aggregation/mod.ts";
import { startBackend } from "../../lib/backend/mod.ts";
import {
  cascadingRandomization,
  classSensitivity,
  compositeSet,
} from "../../lib/evaluation/mod.ts";
import { renderShapes } from "../../lib/image/mod.ts";
import {
  type AttributionMethod,
  gradCam,
  guidedBackprop,
  inputGradient,
} from "../../lib/methods/mod.ts";
import { loadModel } from "../../lib/model/mod.ts";

const COUNT = 8;

const gradient: AttributionMethod = (model, images, options) =>
  inputGradient(model, images, { ...options, magnitude: signed });
const guided: AttributionMethod = (model, images, options) =>
  guidedBackprop(model, images, { ...options, magnitude: signed });

Deno.test("once the network is randomized, the gradient is another and Guided Backprop much the same", async () => {
  await startBackend("wasm");
  const model = await loadModel("shapes_vgg9");
  const { rgb } = renderShapes({ seed: 77, count: COUNT });
  const curves = await cascadingRandomization(model, {
    data: rgb,
    shape: [COUNT, 64, 64, 3],
  }, {
    methods: { gradient, guided },
    controls: {},
    steps: [
      "logits",
      ["conv8", "bn8"],
      ["conv7", "bn7"],
      ["conv6", "bn6"],
      ["conv5", "bn5", "conv4", "bn4", "conv3", "bn3"],
      ["conv2", "bn2", "conv1", "bn1"],
    ],
    seed: 1,
  });
  const means = (name: string) =>
    curves.intervals(name, "Spearman").map(({ mean }) => mean);
  const [g, b] = [means("gradient"), means("guided")];
  // All layers: 8 maps of 4096 pixels that are not independent of each other.
  assert(Math.abs(g.at(-1)!) < 0.05, `gradient ${g}`);
  // The upper half: about 0, where Guided Backprop has hardly moved.
  assert(Math.abs(g[4]!) < 0.2, `gradient ${g}`);
  assert(b[1]! > 0.95 && b[4]! > 0.7, `Guided Backprop ${b}`);
  // Magnitudes stay alike where signed values do not.
  const magnitudes = curves.intervals("gradient", "Spearman of |map|");
  assert(magnitudes[4]!.mean > 0.15);
  model.layersModel.dispose();
});

Deno.test("GradCAM tells two classes of an image apart, Guided Backprop hardly does", async () => {
  await startBackend("wasm");
  const model = await loadModel("shapes_vgg9");
  const scores = await classSensitivity(
    model,
    compositeSet({ seed: 78, count: COUNT }),
    { methods: { gradCam, guided } },
  );
  const mean = (name: string) => scores.interval(name).mean;
  assert(mean("Class-agnostic map") === 1);
  assert(mean("gradCam") < 0.6, `${mean("gradCam")}`);
  assert(mean("guided") > mean("gradCam") + 0.2, `${mean("guided")}`);
  model.layersModel.dispose();
});
