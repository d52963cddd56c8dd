/** What the notebook pixel_perturbation says, on a few images. */
import { assert } from "@std/assert";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  type Evaluation,
  pixelPerturbation,
} from "../../../lib/evaluation/mod.ts";
import { bootstrapInterval } from "../../../lib/evaluation/statistics/mod.ts";
import { renderShapes } from "../../../lib/data/mod.ts";
import { fullGrad, inputGradient } from "../../../lib/methods/mod.ts";
import { loadModel } from "../../../lib/model/mod.ts";

Deno.test("with black, FullGrad wins with the least salient pixels first and loses with the most salient", async () => {
  await startBackend();
  const model = await loadModel("shapes_vgg9");
  const count = 40;
  const { rgb } = renderShapes({ seed: 2024, count });
  const images = { data: rgb, shape: [count, 64, 64, 3] };
  const curvesBy = (fill: "black" | "road") =>
    pixelPerturbation(model, images, {
      methods: { FullGrad: fullGrad, Gradient: inputGradient },
      fill,
      fractions: [0.005, 0.02, 0.1],
      repeats: 1,
    });
  const assertMore = (
    curves: Evaluation,
    more: string,
    less: string,
    order: "least" | "most",
  ) => {
    const measure = `${order} salient first`;
    const { mean, low } = curves.paired(more, less, { measure });
    assert(low > 0, `${more} minus ${less}, ${measure}: ${mean}, from ${low}`);
  };
  // Low is better with the least salient first, high with the most.
  const black = await curvesBy("black");
  assertMore(black, "Gradient", "FullGrad", "least");
  assertMore(black, "Random", "FullGrad", "least");
  assertMore(black, "Gradient", "FullGrad", "most");
  // The control that knows no class is better than chance as well.
  assertMore(black, "Random", "Class-agnostic map", "least");
  const road = await curvesBy("road");
  assertMore(road, "FullGrad", "Gradient", "least");
  for (const name of ["FullGrad", "Gradient"]) {
    assertMore(road, name, "Random", "most");
  }
  // What random pixels change is mostly the black.
  const [byBlack, byRoad] = [black, road].map((curves) =>
    curves.values("Random", "least salient first").at(-1)!
  );
  const { low } = bootstrapInterval(byBlack!.map((x, i) => x! - byRoad![i]!));
  assert(low > 0, `${low}`);
  model.dispose();
});
