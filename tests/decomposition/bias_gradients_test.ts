import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { startBackend } from "../../lib/backend/mod.ts";
import {
  BiasGradients,
  biasGradients,
  completenessOf,
  fullGradients,
  INPUT_SITE,
} from "../../lib/decomposition/mod.ts";
import { asModel } from "../../lib/model/mod.ts";
import { convBnNet, noiseBatch } from "../aggregation/networks/mod.ts";
import { assertClose } from "../propagation/assert_close.ts";

await startBackend("fullgrad-wasm");

const EVIL = `<img src=x onerror="alert(1)">`;
const model = asModel(convBnNet({ head: "softmax" }), {
  classNames: [EVIL, "b", "c", "d"],
});
const batch = noiseBatch(2);
const options = { target: [0, 2] };

Deno.test("biasGradients' maps are the full-gradients summed over channels", async () => {
  const { layers } = await biasGradients(model, batch, options);
  const { inputTerm, biasGradients: terms } = await fullGradients(
    model,
    batch,
    options,
  );
  const all = [inputTerm, ...terms.map(({ term }) => term)];
  assertEquals(layers.length, all.length);
  layers.forEach(({ site, signed, magnitude, spatial }, i) => {
    const { values, shape } = all[i]!;
    assertEquals(spatial, shape.length === 4);
    if (!spatial) {
      assertEquals([signed, magnitude], [undefined, undefined]);
      return;
    }
    const channels = shape[3]!;
    const sum = (of: (value: number) => number) => {
      const map = new Float64Array(values.length / channels);
      values.forEach((value, j) => map[Math.floor(j / channels)]! += of(value));
      return map;
    };
    assertEquals(signed!.shape, shape.slice(0, 3));
    assertClose(magnitude!.values, sum(Math.abs), 1e-5, site.name);
    const scale = Math.max(...magnitude!.values);
    const expected = sum((value) => value);
    signed!.values.forEach((value, j) =>
      assert(Math.abs(value - expected[j]!) <= 1e-5 * scale, site.name)
    );
  });
});

Deno.test("biasGradients' shares add up to the whole", async () => {
  const { layers, completeness, target } = await biasGradients(
    model,
    batch,
    options,
  );
  for (const image of [0, 1]) {
    const sum = (of: "shareOfOutput" | "shareOfTerms") =>
      layers.reduce((total, layer) => total + layer[of][image]!, 0);
    const { residual, output } = completeness[image]!;
    assertAlmostEquals(sum("shareOfOutput"), 1 - residual / output, 1e-9);
    assertAlmostEquals(sum("shareOfTerms"), 1, 1e-9);
    for (const layer of layers) {
      assert(layer.shareOfTerms[image]! >= 0);
      assertAlmostEquals(
        layer.shareOfOutput[image]! * target.values[image]!,
        layer.sums[image]!,
        1e-9,
      );
    }
  }
});

Deno.test("completenessOf measures the residual by the output and by the terms", () => {
  const term = (name: string, ...sums: number[]) => ({
    site: name === "input"
      ? INPUT_SITE
      : { name, kind: "dense", bias: "explicit" } as const,
    sums,
    absolute: sums.map(Math.abs),
    spatial: true,
  });
  const [one, two, zero] = completenessOf([3, -2, 0], [
    term("input", 5, -1, 0),
    term("a", -4, -1, 0),
    term("b", 1, 0, 0),
  ]);
  assertEquals(one, {
    output: 3,
    inputTerm: 5,
    biasTerm: -3,
    residual: 1,
    relativeToOutput: 1 / 3,
    relativeToTerms: 0.1,
    implicitTerm: 0,
    explicitResidual: 1,
    explicitRelativeToTerms: 0.1,
  });
  assertEquals([two!.residual, two!.relativeToOutput], [0, 0]);
  assertEquals([zero!.relativeToOutput, zero!.relativeToTerms], [0, 0]);
  const [lost] = completenessOf([0], [term("input", 1)]);
  assertEquals([lost!.relativeToOutput, lost!.relativeToTerms], [Infinity, 1]);
});

Deno.test("biasGradients draws itself, with class names as text", async () => {
  const result = await biasGradients(model, batch, options);
  const bundle = await (result as unknown as Record<
    symbol,
    () => Promise<Record<string, unknown>>
  >)[Symbol.for("Jupyter.display")]!();
  const figures = [result.figure(), result.multiples(), result.shares()];
  const svgs = await Promise.all(figures.map((figure) => figure.toSvg()));
  assertStringIncludes(svgs[2]!, "&lt;img");
  for (const text of [...svgs, String(bundle["text/html"])]) {
    assert(!text.includes("<img src=x"));
  }
  for (const { site, spatial } of result.layers) {
    assertStringIncludes(svgs[2]!, site.name);
    assertEquals(svgs[1]!.includes(`>${site.name}<`), spatial, site.name);
  }
});

Deno.test("every figure of biasGradients has its notes below in a notebook", async () => {
  const { data } = await biasGradients(model, batch, options);
  const result = new BiasGradients({ ...data, notes: ["5 < 6."] });
  assertEquals(result.notes[0], "5 < 6.");
  for (
    const figure of [result.figure(), result.multiples(), result.shares()]
  ) {
    const bundle = await figure.toBundle();
    assertStringIncludes(String(bundle["text/html"]), "<p>5 &lt; 6.</p>");
    assertStringIncludes(String(bundle["text/plain"]), "\nnote: 5 < 6.");
    assertEquals(figure.notes, result.notes);
  }
});

Deno.test("biasGradients' figures are of one image, which must be there", async () => {
  const result = await biasGradients(model, batch, options);
  assertStringIncludes(result.figure({ image: 1 }).title, "image 2");
  assert(
    await result.figure({ of: "magnitude" }).toSvg() !==
      await result.figure({ of: "signed" }).toSvg(),
  );
  for (const image of [2, -1, 0.5]) {
    for (
      const draw of [
        () => result.figure({ image }),
        () => result.multiples({ image }),
        () => result.shares({ image }),
      ]
    ) {
      assertThrows(
        draw,
        RangeError,
        image === 2
          ? "Cannot draw image 2 as it must be an integer from 0 to 1"
          : `image must be a non-negative integer: current value is ${image}`,
      );
    }
  }
});

Deno.test("the maps of some layers are drawn alone", async () => {
  const result = await biasGradients(model, batch, options);
  const names = result.layers.filter(({ spatial }) => spatial)
    .map(({ site }) => site.name);
  const [first = "", second = ""] = names;
  const some = await result.multiples({ layers: [second, first] }).plotly();
  const all = await result.multiples().plotly();
  assertEquals(all.data.length, names.length);
  assertEquals(some.data, all.data.slice(0, 2));
  const placeless = result.layers.find(({ spatial }) => !spatial)!.site.name;
  for (const name of ["conv1000", placeless]) {
    assertThrows(
      () => result.multiples({ layers: [first, name] }),
      RangeError,
      `current value has ${name}`,
    );
  }
  assertThrows(() => result.multiples({ layers: [] }), RangeError);
});

Deno.test("biasGradients tells what the methods tell", async () => {
  const result = await biasGradients(model, batch, options);
  assertEquals(result.target.names, [EVIL, "c"]);
  assertEquals(result.notes, [
    "The network ends in a softmax; what is explained is the logit before it.",
  ]);
  assertEquals(result.images.names, ["image 1", "image 2"]);
  assertEquals(result.backend, "fullgrad-wasm");
});
