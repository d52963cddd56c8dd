import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { type PresetName, PRESETS } from "../../lib/aggregation/mod.ts";
import { startBackend } from "../../lib/backend/mod.ts";
import {
  type FullGradients,
  fullGradients,
} from "../../lib/decomposition/mod.ts";
import { fullGrad } from "../../lib/methods/mod.ts";
import type { NodeKind } from "../../lib/model/mod.ts";
import { type BackwardRule, GRADIENT } from "../../lib/propagation/mod.ts";
import { assertClose } from "../propagation/assert_close.ts";
import { convBnNet, noiseBatch, pick } from "./networks/mod.ts";
import { fusedTerm, RECIPES, type SiteTerms, slowMap } from "./slow/mod.ts";

await startBackend("fullgrad-wasm");

const NAMES = Object.keys(PRESETS) as PresetName[];
const SIZES = [
  { height: 12, width: 9 },
  { height: 7, width: 16 },
  { height: 5, width: 5 },
];

/** The terms that enter a map, with conv1 and bn1 as one or as two. */
async function sitesOf(
  model: tf.LayersModel,
  { inputTerm, biasGradients }: FullGradients,
  fused: boolean,
): Promise<SiteTerms[]> {
  const terms = new Map(
    biasGradients.map(({ site, term }) => [site.name, term]),
  );
  assertEquals([...terms.keys()], [
    "conv1",
    "bn1",
    "bn2",
    "conv3",
    "conv3/activation",
    "logits",
  ]);
  const separate = [inputTerm, ...terms.values()];
  if (!fused) return separate;
  const bias = await model.getLayer("conv1").getWeights()[1]!.data();
  const one = await fusedTerm(
    terms.get("bn1")!,
    bias,
    model.getLayer("bn1"),
    1e-3,
  );
  const pair = [terms.get("conv1"), terms.get("bn1")];
  return [...separate.filter((term) => !pair.includes(term)), one];
}

for (const preset of NAMES) {
  Deno.test(`the preset ${preset} is what loops over every channel make of the terms`, async () => {
    for (const size of SIZES) {
      const model = convBnNet(size);
      const batch = noiseBatch(2, size);
      const exact = await fullGradients(model, batch, { target: [1, 3] });
      const map = await fullGrad(model, batch, { target: [1, 3], preset });
      const recipe = RECIPES[preset];
      const sites = await sitesOf(model, exact, recipe.fused);
      const expected = slowMap(sites, recipe, [size.height, size.width]);
      assertEquals(map.shape, [2, size.height, size.width]);
      assertClose(map.values, expected, 1e-4, `${size.height}×${size.width}`);
      model.dispose();
    }
  });
}

Deno.test("a result depends on its neighbors with the preset idiap2019 only", async () => {
  const model = convBnNet();
  const batch = noiseBatch(3);
  // The neighbors are of another scale, so that a common range is not theirs.
  const size = batch.data.length / 3;
  batch.data.subarray(size).forEach((value, i) =>
    batch.data[size + i] = 8 * value
  );
  const changed: string[] = [];
  for (const preset of NAMES) {
    const together = await fullGrad(model, batch, { preset });
    const alone = await fullGrad(model, pick(batch, [0]), { preset });
    const greatest = Math.max(...alone.values);
    const difference = together.at(0).map((value, i) =>
      Math.abs(value - alone.values[i]!)
    );
    if (Math.max(...difference) > 0.01 * greatest) changed.push(preset);
    else assert(Math.max(...difference) <= 1e-5 * greatest, preset);
  }
  assertEquals(changed, ["idiap2019"]);
  model.dispose();
});

Deno.test("a fused site's term is in the sums once, and completeness stays", async () => {
  const model = convBnNet();
  const batch = noiseBatch(1);
  const [separate, fused] = await Promise.all([
    fullGrad(model, batch, { preset: "idiap" }),
    fullGrad(model, batch, { preset: "paper" }),
  ]);
  const sums = (map: typeof fused) =>
    new Map(map.terms!.map(({ site, sums }) => [site.name, sums[0]!]));
  assert(!sums(fused).has("bn1") && sums(fused).has("bn2"));
  const [one, two] = [sums(fused), sums(separate)];
  const size = Math.abs(two.get("conv1")!) + Math.abs(two.get("bn1")!);
  const difference = one.get("conv1")! - two.get("conv1")! - two.get("bn1")!;
  assert(Math.abs(difference) <= 1e-5 * size);
  for (const { completeness } of [separate, fused]) {
    assert(completeness![0]!.relativeToTerms <= 1e-5);
  }
  assertEquals(fused.settings["fusesBatchNorm"], true);
  model.dispose();
});

for (const preset of NAMES) {
  for (const kind of ["conv2d", "batchNorm", "dense"] as const) {
    Deno.test(`the terms of the preset ${preset} add up under a rule of one's own for ${kind}`, async () => {
      const model = convBnNet(SIZES[0]!);
      const gradient = GRADIENT[kind] as BackwardRule<NodeKind>;
      const half: BackwardRule<NodeKind> = (...call) =>
        gradient(...call).map((part) => tf.mul(part, 0.5));
      const before = tf.memory().numTensors;
      const { terms, completeness } = await fullGrad(
        model,
        noiseBatch(2, SIZES[0]!),
        { target: [1, 3], preset, rules: { ...GRADIENT, [kind]: half } },
      );
      for (const { relativeToTerms } of completeness!) {
        assert(relativeToTerms < 1e-5, `${relativeToTerms}`);
      }
      const sites = terms!.map(({ site }) => JSON.stringify(site));
      assertEquals(new Set(sites).size, sites.length);
      assertEquals(tf.memory().numTensors, before);
      model.dispose();
    });
  }
}

Deno.test("an unknown preset or psi is refused by name", async () => {
  const model = convBnNet();
  const batch = noiseBatch(1);
  for (const preset of ["idiap2020", "constructor", "toString", ""]) {
    await assertRejects(
      () => fullGrad(model, batch, { preset: preset as PresetName }),
      RangeError,
      `preset must be one of "idiap", "paper", "idiap2019", "pytorchGradCam", "massPreserving": current value is ${
        JSON.stringify(preset)
      }`,
    );
  }
  for (const psi of ["absolute", 3, null, {}, () => 1]) {
    await assertRejects(
      () => fullGrad(model, batch, { psi: psi as never }),
      TypeError,
      "Cannot run fullGrad as psi must be made by chain()",
    );
  }
  model.dispose();
});
