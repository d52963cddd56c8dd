/** Whatever shows itself in a notebook is words in a text and on a console. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { inspect } from "node:util";
import {
  asModel,
  biasGradients,
  compareMethods,
  fullGrad,
  inputGradient,
  loadImage,
  loadModel,
  pixelPerturbation,
  predict,
} from "fullgrad";
import exports from "./exports.json" with { type: "json" };

const DISPLAY = Symbol.for("Jupyter.display");
const INSPECT = Symbol.for("nodejs.util.inspect.custom");

Deno.test("every public class that draws itself says itself in words too", async () => {
  const silent: string[] = [];
  let seen = 0;
  for (const entry of Object.keys(exports)) {
    const module = await import(`fullgrad${entry.slice(1)}`);
    for (const [name, value] of Object.entries<unknown>(module)) {
      const { prototype } = typeof value === "function"
        ? value
        : { prototype: undefined };
      if (!prototype || !(DISPLAY in prototype)) continue;
      seen++;
      const says = prototype.toString !== Object.prototype.toString &&
        INSPECT in prototype;
      if (!says) silent.push(name);
    }
  }
  assertEquals([...new Set(silent)], []);
  assert(seen > 8, `${seen} classes were looked at`);
});

Deno.test("a network, maps and results are readable within a text", async () => {
  const model = await loadModel("shapes_vgg9");
  const image = await loadImage("data/images/boat.png", model);
  assertEquals(`${model}`, "shapes_vgg9 (64 × 64 × 3 to 10 outputs)");
  assertEquals(
    String(asModel(model, { name: "mine" })),
    "mine (64 × 64 × 3 to 10 outputs)",
  );
  const methods = { Gradient: inputGradient };
  const results: readonly (readonly [unknown, RegExp])[] = [
    [await predict(model, image), /^boat\.png: boat /],
    [
      await fullGrad(model, image),
      /^FullGrad of boat\.png by shapes_vgg9: logit of boat = /,
    ],
    [await biasGradients(model, image), /^Bias-gradients of boat\.png by /],
    [
      await compareMethods(model, image, { methods, controls: {} }),
      /^Gradient of boat\.png by shapes_vgg9/,
    ],
    [
      await pixelPerturbation(model, image, {
        methods,
        controls: {},
        fractions: [0.1],
        repeats: 1,
      }),
      /^Pixel perturbation\nshapes_vgg9, boat\.png\./,
    ],
  ];
  for (const [result, words] of results) {
    assertMatch(`${result}`, words);
    assertEquals(inspect(result), String(result));
    assert(!/\[object|undefined|NaN/.test(String(result)), String(result));
  }
  model.dispose();
});
