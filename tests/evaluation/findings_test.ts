import { assert } from "@std/assert";
import { signed } from "../../lib/aggregation/mod.ts";
import { startBackend } from "../../lib/backend/mod.ts";
import {
  cascadingRandomization,
  classSensitivity,
  compositeSet,
  randomLogit,
  spearman,
} from "../../lib/evaluation/mod.ts";
import { renderShapes } from "../../lib/data/mod.ts";
import {
  type AttributionMethod,
  CAM_VARIANTS,
  FULL_GRAD_VARIANTS,
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
  await startBackend("fullgrad-wasm");
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
  model.dispose();
});

Deno.test("GradCAM tells two classes of an image apart better than Guided Backprop", async () => {
  await startBackend("fullgrad-wasm");
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
  model.dispose();
});

Deno.test("aggregating magnitudes comes near the class-agnostic map, keeping signs does not", async () => {
  await startBackend("fullgrad-wasm");
  const model = await loadModel("shapes_vgg9");
  const scores = await classSensitivity(
    model,
    compositeSet({ seed: 78, count: COUNT }),
    {
      methods: {
        gradCam,
        signedCam: CAM_VARIANTS.signed!,
        positiveCam: CAM_VARIANTS.meanPositive!,
        plusPlus: CAM_VARIANTS.plusPlus!,
        absoluteCam: CAM_VARIANTS.meanAbsolute!,
        fullGrad: FULL_GRAD_VARIANTS.absolute!,
        positiveFullGrad: FULL_GRAD_VARIANTS.positive!,
        signedFullGrad: FULL_GRAD_VARIANTS.signed!,
        positiveOfSum: FULL_GRAD_VARIANTS.positiveOfSumNoProduct!,
      },
      examples: 0,
    },
  );
  const mean = (name: string) => scores.interval(name).mean;
  const random = mean("Random map");
  for (const name of ["absoluteCam", "fullGrad", "positiveFullGrad"]) {
    assert(mean(name) > random, `${name} ${mean(name)}`);
  }
  for (const name of ["gradCam", "signedCam", "signedFullGrad"]) {
    assert(mean(name) < random - 0.1, `${name} ${mean(name)}`);
  }
  // The claim fails for positive weights: less sensitive to the class than
  // GradCAM, but far from the class-agnostic map.
  for (const name of ["positiveCam", "plusPlus"]) {
    assert(mean(name) > mean("gradCam") + 0.15, `${name} ${mean(name)}`);
    assert(mean(name) < random - 0.1, `${name} ${mean(name)}`);
  }
  // And it fails where only the positive part of a channel sum is kept.
  assert(mean("positiveOfSum") < mean("signedFullGrad"));
  model.dispose();
});

Deno.test("Guided Backprop tells classes apart on images of two objects, not of one", async () => {
  await startBackend("fullgrad-wasm");
  const model = await loadModel("shapes_vgg9");
  const methods = { gradient, guided };
  const { rgb } = renderShapes({ seed: 77, count: COUNT });
  const logits = await randomLogit(model, {
    data: rgb,
    shape: [COUNT, 64, 64, 3],
  }, { methods, controls: {}, similarities: [spearman], examples: 0, seed: 1 });
  assert(logits.interval("guided").mean > 0.9);
  assert(logits.interval("gradient").mean < 0.2);
  const classes = await classSensitivity(
    model,
    compositeSet({ seed: 78, count: COUNT }),
    { methods, examples: 0 },
  );
  const mean = (name: string) => classes.interval(name).mean;
  assert(mean("guided") < mean("gradient") + 0.05, `${mean("guided")}`);
  model.dispose();
});
