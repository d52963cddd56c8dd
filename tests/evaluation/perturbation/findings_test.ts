/** What the notebook pixel_perturbation says, on a few images. */
import { assert } from "@std/assert";
import { startBackend } from "../../../lib/backend/mod.ts";
import { pixelPerturbation } from "../../../lib/evaluation/mod.ts";
import { renderShapes } from "../../../lib/data/mod.ts";
import { fullGrad, inputGradient } from "../../../lib/methods/mod.ts";
import { loadModel } from "../../../lib/model/mod.ts";

Deno.test("with black, FullGrad wins with the least salient pixels first and loses with the most salient", async () => {
  await startBackend();
  const model = await loadModel("shapes_vgg9");
  const count = 10;
  const { rgb } = renderShapes({ seed: 2024, count });
  const images = { data: rgb, shape: [count, 64, 64, 3] };
  const area = async (fill: "black" | "road") => {
    const curves = await pixelPerturbation(model, images, {
      methods: { FullGrad: fullGrad, Gradient: inputGradient },
      fill,
      fractions: [0.005, 0.02, 0.1],
      repeats: 1,
    });
    return (name: string, order: "least" | "most") =>
      curves.interval(name, `${order} salient first`).mean;
  };
  const black = await area("black");
  assert(2 * black("FullGrad", "least") < black("Gradient", "least"));
  assert(black("FullGrad", "least") < 0.2 * black("Random", "least"));
  assert(black("FullGrad", "most") < black("Gradient", "most"));
  // The control that knows no class is as good: within a factor of two.
  assert(
    black("Class-agnostic map", "least") < 2 * black("FullGrad", "least"),
  );
  const road = await area("road");
  assert(road("Gradient", "least") < road("FullGrad", "least"));
  assert(road("Random", "least") < 0.1 * black("Random", "least"));
  for (const name of ["FullGrad", "Gradient"]) {
    assert(road(name, "most") > 4 * road("Random", "most"));
  }
  model.dispose();
});
