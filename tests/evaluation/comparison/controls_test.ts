/** The controls are of the same layers as the methods, and equal methods are said to be. */
import { assert, assertEquals } from "@std/assert";
import {
  classSensitivity,
  compareMethods,
  Evaluation,
  fullGrad,
  gradCam,
  inputGradient,
  layerCam,
  loadModel,
  pixelPerturbation,
  renderShapes,
} from "fullgrad";
import { blurred, compositeSet } from "fullgrad/evaluation";
import { CAM_VARIANTS } from "fullgrad/methods";

const model = await loadModel("shapes_vgg9");
const { rgb } = renderShapes({ seed: 3, count: 2 });
const images = { data: rgb, shape: [2, 64, 64, 3] };
const composites = compositeSet({ seed: 3, count: 1 });

function controlsIn({ data: { methods } }: Evaluation): readonly string[] {
  return methods.filter(({ control }) => control).map(({ name }) => name);
}

Deno.test("the class-agnostic control is of the layers of the methods", async () => {
  const deep = { run: gradCam, options: { layer: "relu6" } };
  const several = { run: layerCam, options: { layer: ["relu6", "relu8"] } };
  for (
    const [methods, expected] of [
      [{ Gradient: inputGradient }, ["Class-agnostic map"]],
      [{ GradCAM: gradCam }, ["Class-agnostic map"]],
      [{ Deep: deep }, ["Class-agnostic map, relu6"]],
      [{ Deep: deep, GradCAM: gradCam, Several: several }, [
        "Class-agnostic map, relu6",
        "Class-agnostic map",
        "Class-agnostic map, relu6 + relu8",
      ]],
      [{ Blurred: blurred(gradCam) }, ["Class-agnostic map"]],
      [{ FullGrad: fullGrad }, [
        "Class-agnostic map",
        "Class-agnostic FullGrad",
      ]],
    ] as const
  ) {
    const result = await classSensitivity(model, composites, { methods });
    assertEquals(controlsIn(result), [
      "Random map",
      "Sobel edges",
      ...expected,
    ]);
    // What knows no class has the same map for both.
    for (const name of expected) {
      assert(Math.abs(result.interval(name).mean - 1) < 1e-6, name);
    }
  }
  const removed = await pixelPerturbation(model, images, {
    methods: { Deep: deep },
    fractions: [0.1],
    repeats: 1,
  });
  assertEquals(controlsIn(removed), [
    "Random",
    "Sobel edges",
    "Class-agnostic map, relu6",
  ]);
});

Deno.test("methods that are equal by construction are said to be, in results and comparisons", async () => {
  const { meanPositive, positiveMean, meanGradient } = CAM_VARIANTS;
  const methods = {
    GradCAM: meanGradient!,
    positive: meanPositive!,
    "of the mean": positiveMean!,
    elsewhere: {
      run: positiveMean!,
      options: { layer: "relu7" },
    },
  };
  const result = await classSensitivity(model, composites, { methods });
  const sentence =
    'positive and of the mean are the same maps by construction: behind "relu8" comes a global average, so that the gradient by a channel is the same at all places.';
  assertEquals(result.text.filter((line) => line === sentence).length, 1);
  assertEquals(
    result.data.methods.filter(({ sameAs }) => sameAs).map(({ name }) => name),
    ["of the mean"],
  );
  assertEquals(Evaluation.from(JSON.stringify(result)).data, result.data);
  const [one, two] = ["positive", "of the mean"].map((name) =>
    result.values(name)
  );
  assertEquals(one, two);
  const maps = await compareMethods(model, images, { methods });
  assertEquals(maps.notes, [sentence]);
});
