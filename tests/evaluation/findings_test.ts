/** What notebooks say of methods, as paired comparisons on the same images. */
import { assert, assertEquals } from "@std/assert";
import { signed } from "../../lib/aggregation/mod.ts";
import { startBackend } from "../../lib/backend/mod.ts";
import {
  cascadingRandomization,
  classSensitivity,
  compositeSet,
  type Evaluation,
  type PairedOptions,
  randomLogit,
  spearman,
} from "../../lib/evaluation/mod.ts";
import { bootstrapInterval } from "../../lib/evaluation/statistics/mod.ts";
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

const COUNT = 16;

const gradient: AttributionMethod = (model, images, options) =>
  inputGradient(model, images, { ...options, magnitude: signed });
const guided: AttributionMethod = (model, images, options) =>
  guidedBackprop(model, images, { ...options, magnitude: signed });

/** That one method has more of a measure than another on the same images. */
function assertMore(
  result: Evaluation,
  more: string,
  less: string,
  options: PairedOptions = {},
): void {
  const { mean, low, high } = result.paired(more, less, options);
  assert(
    low > 0,
    `${more} minus ${less}, ${
      JSON.stringify(options)
    }: ${mean} (${low} to ${high})`,
  );
}

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
  const [original, ...steps] = curves.data.axis!.values as readonly string[];
  assertEquals([original, steps.length], ["original", 6]);
  for (const at of steps) {
    assertMore(curves, "guided", "gradient", { measure: "Spearman", at });
  }
  // Magnitudes stay alike where signed values do not.
  const [signedValues, magnitudes] = ["Spearman", "Spearman of |map|"]
    .map((measure) => curves.values("gradient", measure));
  steps.forEach((at, step) => {
    const differences = magnitudes![step + 1]!.map((value, i) =>
      value! - signedValues![step + 1]![i]!
    );
    const { low } = bootstrapInterval(differences);
    assert(low > 0, `${at} ${low}`);
  });
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
  assertEquals(scores.interval("Class-agnostic map").mean, 1);
  assertMore(scores, "Class-agnostic map", "guided");
  assertMore(scores, "guided", "gradCam");
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
  for (const name of ["absoluteCam", "fullGrad", "positiveFullGrad"]) {
    assertMore(scores, name, "Random map");
  }
  for (const name of ["gradCam", "signedCam", "signedFullGrad"]) {
    assertMore(scores, "Random map", name);
  }
  // The claim fails for positive weights: less sensitive to the class than
  // GradCAM, but far from the class-agnostic map.
  for (const name of ["positiveCam", "plusPlus"]) {
    assertMore(scores, name, "gradCam");
    assertMore(scores, "Random map", name);
  }
  // And it fails where only the positive part of a channel sum is kept.
  assertMore(scores, "signedFullGrad", "positiveOfSum");
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
  assertMore(logits, "guided", "gradient");
  const classes = await classSensitivity(
    model,
    compositeSet({ seed: 78, count: COUNT }),
    { methods, examples: 0 },
  );
  assertMore(classes, "Random map", "guided");
  model.dispose();
});
