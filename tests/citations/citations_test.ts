import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  biasGradients,
  classShares,
  fullGrad,
  fullGradients,
  gradCam,
  guidedGradCam,
  LIBRA,
  loadModel,
  METHODS,
  pixelPerturbation,
} from "fullgrad";
import {
  citationsFor,
  PAPERS,
  wordsOf,
} from "../../lib/citations/citations.ts";

const GRAY = new Float32Array(64 * 64 * 3).fill(0.5);

/** The keys of the entries of a BibTeX text. */
function keysOf(bibtex: string): readonly string[] {
  return [...bibtex.matchAll(/^@article\{(.+),$/gm)].map(([, key]) => key!);
}

Deno.test("every method but the controls without a paper has something to cite", async () => {
  const [convolutions, transformer] = await Promise.all([
    loadModel("shapes_vgg9"),
    loadModel("data/shapes_vit"),
  ]);
  const without: string[] = [];
  for (const [name, { run, needs }] of Object.entries(METHODS)) {
    const model = needs.includes("attention") ? transformer : convolutions;
    const map = await run(model, GRAY);
    if (map.citations() === "") without.push(name);
  }
  assertEquals(without, ["randomMap", "sobelEdges"]);
  transformer.dispose();
});

Deno.test("options are cited too, and a method only for what it is", async () => {
  const model = await loadModel("shapes_vgg9");
  const map = await fullGrad(model, GRAY);
  assertEquals(keysOf(map.citations()), ["srinivas2019fullgrad"]);
  const preset = await fullGrad(model, GRAY, { preset: "pytorchGradCam" });
  assertEquals(keysOf(preset.citations()), [
    "srinivas2019fullgrad",
    "gildenblat2021pytorchcam",
  ]);
  const libra = await fullGrad(model, GRAY, { rules: LIBRA });
  assertEquals(keysOf(libra.citations()), [
    "srinivas2019fullgrad",
    "mehri2025libragrad",
  ]);
  const cam = await guidedGradCam(model, GRAY);
  assertEquals(keysOf(cam.citations()), [
    "springenberg2015striving",
    "selvaraju2017gradcam",
  ]);
  for (const explain of [biasGradients, classShares, fullGradients]) {
    const result = await explain(model, GRAY);
    assertEquals(keysOf(result.citations()), ["srinivas2019fullgrad"]);
  }
});

Deno.test("an experiment cites itself, its fills and its methods", async () => {
  const model = await loadModel("shapes_vgg9");
  const result = await pixelPerturbation(model, GRAY, {
    methods: { mine: gradCam },
    fractions: [0.1],
    fill: "road",
    repeats: 1,
  });
  const keys = keysOf(result.citations());
  for (
    const key of [
      "samek2017evaluating",
      "selvaraju2017gradcam",
      "srinivas2019fullgrad",
      "rong2022road",
    ]
  ) assert(keys.includes(key), `${key} is not among ${keys}`);
});

Deno.test("entries are BibTeX: keys and titles once, braces that close, a venue or arXiv", () => {
  assertEquals(new Set(PAPERS.map(({ key }) => key)).size, PAPERS.length);
  assertEquals(new Set(PAPERS.map(({ title }) => title)).size, PAPERS.length);
  for (const { key, venue, arxiv, year } of PAPERS) {
    assert(venue !== undefined || arxiv !== undefined, key);
    assertStringIncludes(key, String(year));
  }
  const all = citationsFor(["FullGrad", "SSIM", "RectGrad"]);
  assertEquals(keysOf(all), [
    "wang2004ssim",
    "kim2019saliency",
    "srinivas2019fullgrad",
  ]);
  const count = (brace: string) => all.split(brace).length;
  assertEquals(count("{"), count("}"));
  assertEquals(citationsFor([]), "");
  assertEquals(wordsOf({ a: "x", b: [1, { c: "y" }], d: null }), ["x", "y"]);
});
