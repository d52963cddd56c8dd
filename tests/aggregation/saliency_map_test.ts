import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  absolute,
  chain,
  compareMaps,
  SaliencyMap,
  signed,
} from "../../lib/aggregation/mod.ts";
import { startBackend } from "../../lib/backend/mod.ts";
import {
  fullGrad,
  type FullGradOptions,
  inputGradient,
} from "../../lib/methods/mod.ts";
import { asModel } from "../../lib/model/mod.ts";
import { convBnNet, noiseBatch } from "./networks/mod.ts";

await startBackend("fullgrad-wasm");

const EVIL = `<img src=x onerror="alert(1)">`;

async function maps(count = 2): Promise<SaliencyMap> {
  const layersModel = convBnNet();
  const model = asModel(layersModel, { classNames: [EVIL, "b", "c", "d"] });
  const map = await fullGrad(model, noiseBatch(count), { target: 0 });
  layersModel.dispose();
  return map;
}

Deno.test("SaliencyMap.at is a view of one image's map", async () => {
  const map = await maps();
  assertEquals(map.shape, [2, 12, 9]);
  assertEquals(map.values.length, 2 * 12 * 9);
  assertEquals(map.at(1), map.values.slice(108));
  assertEquals(map.at(0).buffer, map.values.buffer);
  for (const index of [-1, 2, 0.5, NaN, "0"]) {
    assertThrows(
      () => map.at(index as number),
      RangeError,
      `Cannot take map ${index} as it must be an integer from 0 to 1`,
    );
  }
});

Deno.test("SaliencyMap says what share of the terms has no place", async () => {
  const map = await maps();
  const total = (spatial?: boolean) =>
    map.terms!.filter((term) =>
      spatial === undefined || term.spatial === spatial
    )
      .reduce((sum, { absolute }) => sum + absolute[0]! + absolute[1]!, 0);
  const percent = (100 * total(false) / total()).toFixed(1);
  assert(Number(percent) > 0);
  const note = map.notes.find((note) => note.includes("no place"));
  assertStringIncludes(note!, `${percent} % of the sum of absolute terms`);
  assertStringIncludes(note!, "(logits)");
});

Deno.test("SaliencyMap keeps its settings: every option that changes the values", async () => {
  const { settings } = await maps();
  assertEquals(settings, {
    preset: "idiap",
    psi: "absolute, rescale(layer), alignCorners",
    fusesBatchNorm: false,
    rescalesMap: false,
    terms: [
      "input",
      "conv1",
      "bn1",
      "bn2",
      "conv3",
      "conv3/activation",
      "logits",
    ],
  });
});

Deno.test("a map draws itself: in a notebook, as SVG and as a page", async () => {
  const map = await maps();
  const bundle = await (map as unknown as Record<
    symbol,
    () => Promise<Record<string, unknown>>
  >)[Symbol.for("Jupyter.display")]!();
  const svg = await map.figure().toSvg();
  assert(!svg.includes("NaN"));
  assertStringIncludes(svg, "&lt;img");
  const texts = [
    svg,
    JSON.stringify(await map.figure().plotly()),
    await map.figure({ images: [0] }).toHtml(),
    String(bundle["text/html"]),
  ];
  for (const text of texts) {
    assert(!text.includes("<img src=x"), "a class name is read as HTML");
  }
});

Deno.test("a map's notes stand below it in a notebook, in HTML and in text", async () => {
  const map = await maps();
  assert(map.notes.length > 0);
  const bundle = await (map as unknown as Record<
    symbol,
    () => Promise<Record<string, unknown>>
  >)[Symbol.for("Jupyter.display")]!();
  for (const note of map.notes) {
    assertStringIncludes(String(bundle["text/html"]), `<p>${note}</p>`);
    assertStringIncludes(String(bundle["text/plain"]), `\nnote: ${note}`);
  }
});

Deno.test("compareMaps says a note once, and whose it is", async () => {
  const map = await maps();
  const notes = [...map.data.notes, "Its own."];
  const own = new SaliencyMap({ ...map.data, notes });
  const { notes: ofTwo } = compareMaps({ map, own });
  assertEquals(ofTwo.toSorted(), [...map.notes, "own: Its own."].toSorted());
  const { notes: ofThree } = compareMaps({ own, map, same: own });
  assertEquals(ofThree.at(notes.length - 1), "own, same: Its own.");
  assertEquals(compareMaps({ own, same: own }).notes, own.notes);
});

Deno.test("a map's figure says which terms entered where not all did", async () => {
  const model = convBnNet();
  const batch = noiseBatch(1);
  const svgOf = async (options: FullGradOptions) =>
    await (await fullGrad(model, batch, options)).figure().toSvg();
  const whole = await svgOf({});
  assert(!/implicit|\d terms/.test(whole));
  const explicit = await svgOf({ implicit: false });
  assertStringIncludes(explicit, "6 of 7 terms");
  assertStringIncludes(explicit, "implicit false");
  const chosen = await svgOf({ terms: ({ name }) => name === "conv1" });
  assertStringIncludes(chosen, "1 of 7 terms");
  model.dispose();
});

Deno.test("a figure of images that are not there is refused", async () => {
  const map = await maps();
  for (const images of [[2], [-1], [0.5], []]) {
    assertThrows(() => map.figure({ images }), RangeError, "Cannot draw");
  }
  assertEquals(map.figure({ title: "Mine" }).title, "Mine");
});

Deno.test("compareMaps puts methods side by side, and refuses what cannot be compared", async () => {
  const model = convBnNet();
  const batch = noiseBatch(2);
  const one = await fullGrad(model, batch, { psi: chain(signed) });
  const two = await inputGradient(model, batch, { magnitude: absolute });
  const other = await inputGradient(model, noiseBatch(1));
  model.dispose();
  const figure = compareMaps({ [EVIL]: one, gradient: two });
  const svg = await figure.toSvg();
  assertStringIncludes(svg, "gradient");
  assert(!svg.includes("<img src=x"));
  assertThrows(() => compareMaps({}), RangeError, "not empty");
  assertThrows(
    () => compareMaps({ one, other }),
    TypeError,
    'current shape of "other" is [1,12,9,3], not [2,12,9,3]',
  );
});

Deno.test("compareMaps draws maps alone where they would be lost on a photograph", async () => {
  const map = await maps(1);
  const drawn = async (alone: boolean) => {
    const { data, layout } = await compareMaps({ map, same: map }, { alone })
      .plotly();
    const images = data.filter(({ type }) => type === "image").length;
    const heatmaps = data.filter(({ type }) => type === "heatmap");
    return [images, heatmaps.length, (layout.sliders as unknown[]).length];
  };
  assertEquals(await drawn(false), [3, 2, 1]);
  assertEquals(await drawn(true), [1, 2, 0]);
});

Deno.test("compareMaps refuses maps of other pictures of one size", async () => {
  const model = convBnNet();
  const batch = noiseBatch(1);
  const one = await fullGrad(model, batch);
  const again = await inputGradient(model, {
    ...batch,
    data: batch.data.slice(),
  });
  const other = await fullGrad(model, {
    ...batch,
    data: batch.data.map((value) => 1 - value),
  });
  model.dispose();
  compareMaps({ one, again, saved: SaliencyMap.from(JSON.stringify(one)) });
  // Stretched to other pictures, it is still the same input.
  const rgb = one.images.rgb.map((value) => 255 - value);
  const stretched = { ...one.data, images: { ...one.images, rgb } };
  compareMaps({ one, stretched: new SaliencyMap(stretched) });
  assertThrows(
    () => compareMaps({ one, other }),
    TypeError,
    'the same images: "other" is of image 1 and "one" of image 1, whose pixels differ',
  );
});

Deno.test("a map's figure writes numbers as they were set, with one minus sign", async () => {
  const { data } = await maps(1);
  const map = new SaliencyMap({
    ...data,
    settings: { seed: 1234567, fill: -1.5, epsilon: 1e-7 },
  });
  const svg = await map.figure().toSvg();
  assertStringIncludes(svg, "seed 1234567 · fill −1.5 · epsilon 1e−7");
  assert(!/residual [^<]*\de-\d/.test(svg));
});
