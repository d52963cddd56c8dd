import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { startBackend } from "../../lib/backend/mod.ts";
import type { Bundle } from "../../lib/display/mod.ts";
import {
  cascadingRandomization,
  compareMethods,
  independentRandomization,
  pearson,
  randomLogit,
} from "../../lib/evaluation/mod.ts";
import { fullGrad, inputGradient } from "../../lib/methods/mod.ts";
import { tinyImages, tinyNetwork } from "./tiny_network.ts";

const methods = { "<b>Gradient</b>": inputGradient, FullGrad: fullGrad };
const images = tinyImages(3);

function shown(result: object): Promise<Bundle> {
  return (result as Record<symbol, () => Promise<Bundle>>)[
    Symbol.for("Jupyter.display")
  ]!();
}

Deno.test("randomization curves have a line a method, controls dashed, and their limits", async () => {
  await startBackend("cpu");
  const curves = await cascadingRandomization(tinyNetwork(), images, {
    methods,
  });
  const lines = curves.curves("HOG");
  assertEquals(lines.map(({ control }) => control), [
    false,
    false,
    true,
    true,
    true,
    true,
  ]);
  for (const { y, interval } of lines) {
    assertEquals(y.length, 4);
    assert(y.every((mean, i) => interval!.low[i]! <= mean + 1e-12));
    assert(y.every((mean, i) => mean <= interval!.high[i]! + 1e-12));
  }
  const text = String(curves.figure());
  assertStringIncludes(text, "Binder 2023");
  assertStringIncludes(text, "Yona & Greenfeld 2021");
  const bundle = await shown(curves);
  const html = String(bundle["text/html"]);
  // A figure a similarity, and the first method minus each other one.
  assertEquals(html.split("data-state=").length - 1, 5);
  assertStringIncludes(html, "draw initializer");
  assert(!html.includes("<b>Gradient</b>"));
  assertStringIncludes(String(bundle["text/plain"]), "Not a ranking");
});

Deno.test("the maps of a randomization are a row a method and a column a step", async () => {
  await startBackend("cpu");
  const curves = await independentRandomization(tinyNetwork(), images, {
    methods,
    controls: {},
    examples: 2,
  });
  const { data } = await curves.mapsFigure(1).plotly();
  assertEquals(data.filter(({ type }) => type === "heatmap").length, 2 * 4);
  assertThrows(() => curves.mapsFigure(2), RangeError, "one of the 2");
  const png = await curves.mapsFigure().toPng({ scale: 1 });
  assertEquals([...png.subarray(1, 4)], [0x50, 0x4e, 0x47]);
  assertThrows(() => curves.values("no", "HOG"), RangeError, "FullGrad");
  assertThrows(() => curves.figure("no"), RangeError, "Spearman of |map|");
});

Deno.test("pairs of maps are drawn with what they are of", async () => {
  await startBackend("cpu");
  const scores = await randomLogit(tinyNetwork(), images, {
    methods,
    examples: 3,
  });
  const [first] = scores.data.panels!.pictures[0]!.captions!;
  const text = String(scores.mapsFigure(2));
  assertStringIncludes(String(scores.mapsFigure()), first!);
  assertStringIncludes(text, "image 3");
  assertEquals((await scores.figure("SSIM").plotly()).data[0]!.type, "bar");
  const html = String((await shown(scores))["text/html"]);
  // A figure a similarity, and the first method minus each other one.
  assertEquals(html.split("data-state=").length - 1, 5);
  assertThrows(() => scores.mapsFigure(3), RangeError, "one of the 3");
  assertThrows(() => scores.values("FullGrad", "no"), RangeError, "SSIM");
  await assertRejects(
    () => randomLogit(tinyNetwork(), images, { methods, examples: -1 }),
    RangeError,
    "examples",
  );
});

Deno.test("methods side by side are a grid of maps and a symmetric matrix", async () => {
  await startBackend("cpu");
  const maps = await compareMethods(tinyNetwork(), images, {
    methods,
    target: 1,
  });
  assertEquals(Object.keys(maps.maps).length, 6);
  assert(
    Object.values(maps.maps).every((map) =>
      String(map.target.classes) === "1,1,1"
    ),
  );
  const matrix = maps.similarityMatrix(pearson);
  matrix.forEach((row, i) =>
    row.forEach((value, k) => {
      assert(Math.abs(value - matrix[k]![i]!) < 1e-9);
      if (i === k) assert(Math.abs(value - 1) < 1e-9);
    })
  );
  assertEquals((await maps.figure().plotly()).data.length > 0, true);
  assertStringIncludes(String(maps.matrixFigure()), "How alike methods are");
});
