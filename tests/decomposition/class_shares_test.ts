/** The terms of all classes at once, against those of one class at a time. */
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import * as fc from "fast-check";
import { parse } from "csv-parse/sync";
import { startBackend } from "../../lib/backend/mod.ts";
import {
  biasGradients,
  ClassShares,
  classShares,
} from "../../lib/decomposition/mod.ts";
import { asModel, type ModelInput } from "../../lib/model/mod.ts";
import type { TieRule } from "../../lib/propagation/mod.ts";
import { Random } from "../../lib/random/mod.ts";
import { convBnNet, noiseBatch } from "../aggregation/networks/mod.ts";
import { exhaustiveTest } from "../exhaustive.ts";
import { smallTransformer } from "../model/graph/patches.ts";
import { assertClose } from "../propagation/assert_close.ts";
import { normals } from "../propagation/cases/mod.ts";
import {
  buildModel,
  IMAGE_SHAPE,
  type Recipe,
  recipes,
} from "./architecture/mod.ts";

await startBackend("fullgrad-wasm");

type Pixels = { data: Float32Array; shape: number[] };

/** Fails unless every part is that of `biasGradients`, beside rounding. */
async function check(
  model: ModelInput,
  images: Pixels,
  ties: TieRule = "first",
): Promise<void> {
  const { terms, logits, completeness } = await classShares(model, images, {
    ties,
  });
  const [count, classes] = logits.shape as [number, number];
  for (let target = 0; target < classes; target++) {
    const { layers, target: { values } } = await biasGradients(model, images, {
      target,
      ties,
    });
    assertEquals(terms.map(({ site }) => site), layers.map(({ site }) => site));
    for (let image = 0; image < count; image++) {
      const size = layers.reduce(
        (sum, { sums }) => sum + Math.abs(sums[image]!),
        0,
      );
      terms.forEach(({ site, parts }, i) => {
        const part = parts.values[image * classes + target]!;
        const { sums: [...sums], absolute } = layers[i]!;
        // A sum of large numbers that cancel is as exact as they are.
        assert(
          Math.abs(part - sums[image]!) <=
            1e-5 * size + 1e-6 * absolute[image]! + 1e-30,
          `${site.name} of class ${target}: ${part}, not ${
            sums[image]
          } of ${size}`,
        );
      });
      const { output, relativeToTerms } = completeness[image]![target]!;
      assert(Math.abs(output - values[image]!) <= 1e-5 * size + 1e-30);
      assert(relativeToTerms < 1e-5, `${relativeToTerms} is missing`);
    }
  }
}

async function checkRecipe(recipe: Recipe): Promise<void> {
  tf.disposeVariables();
  const model = buildModel(recipe);
  const built = tf.memory().numTensors;
  // A permutation in front makes channels the first axis: ours is the last.
  const sides = asModel(model).inputShape;
  const shape = [2, ...sides.map((side, i) => side ?? IMAGE_SHAPE[i]!)];
  const data = normals(
    shape.reduce((a, b) => a * b),
    recipe.seed + 1,
    recipe.spread,
  );
  const ties = new Random(recipe.seed, 1, 0).pick(["first", "share"] as const);
  await check(model, { data, shape }, ties);
  assertEquals(tf.memory().numTensors, built, "class shares leak");
  tf.disposeVariables();
}

const property = (numRuns: number) =>
  fc.assert(fc.asyncProperty(recipes, checkRecipe), { seed: 2019, numRuns });

Deno.test("classShares has the terms of every class of random networks", () =>
  property(25));

exhaustiveTest({
  name: "classShares has the terms of every class of many random networks",
  fn: () => property(250),
});

Deno.test("classShares has the terms of every class of a transformer", async () => {
  const images = {
    data: Float32Array.from({ length: 2 * 6 * 10 * 3 }, (_, i) => Math.sin(i)),
    shape: [2, 6, 10, 3],
  };
  await check(smallTransformer({ classToken: true }), images);
});

const network = () =>
  asModel(convBnNet({ head: "softmax" }), {
    classNames: ["a", "b", "=c", "d"],
  });
const batch = noiseBatch(2);

Deno.test("classShares draws the classes with the greatest logits", async () => {
  const result = await classShares(network(), batch);
  const figure = result.figure({ image: 1, classes: 2 });
  const { data } = await figure.plotly();
  const logits = [...result.logits.values.subarray(4)];
  const order = [0, 1, 2, 3].sort((a, b) => logits[b]! - logits[a]!);
  assertClose(
    (data[0] as unknown as { z: number[][] }).z.flat(),
    result.terms.flatMap(({ parts }) =>
      order.slice(0, 2).map((index) => parts.values[4 + index]!)
    ),
    1e-3,
    "the cells",
  );
  assertStringIncludes(figure.title, "image 2");
  assertThrows(
    () => result.figure({ image: 2 }),
    RangeError,
    "Cannot draw image 2 as it must be an integer from 0 to 1",
  );
  assertThrows(
    () => result.figure({ classes: 0 }),
    RangeError,
    "classes must be a positive integer",
  );
});

Deno.test("the table of classShares adds up to the logits, and is read again", async () => {
  const result = await classShares(network(), batch);
  const rows = parse(result.toCsv(), { bom: true, columns: true }) as Record<
    string,
    string
  >[];
  assertEquals(rows.length, 2 * 4 * result.terms.length);
  const own = rows.filter((row) =>
    row["image"] === "2" && row["class_name"] === "'=c"
  );
  const total = own.reduce((sum, { part }) => sum + Number(part), 0);
  assert(Math.abs(total - result.logits.values[6]!) < 1e-4);
  const again = ClassShares.from(JSON.stringify(result));
  assertEquals([again.toCsv(), again.notes], [result.toCsv(), result.notes]);
  const saved = JSON.parse(JSON.stringify(result));
  saved.terms[0].parts.shape = [4, 2];
  assertThrows(
    () => ClassShares.from(saved),
    SyntaxError,
    "Cannot read class shares as logits and terms must have a value for each image and class",
  );
});

Deno.test("classShares takes no target, and tells what the methods tell", async () => {
  const result = await classShares(network(), batch);
  assertEquals(result.notes, [
    "The network ends in a softmax; what is explained is the logit before it.",
  ]);
  await assertRejects(
    () => classShares(network(), batch, { target: 1 } as never),
    TypeError,
    "target",
  );
});

Deno.test("classShares of a single sigmoid has the terms of both classes", async () => {
  const single = asModel(tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [4, 4, 3],
        filters: 2,
        kernelSize: 3,
        activation: "relu",
        biasInitializer: "randomNormal",
      }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 1, activation: "sigmoid" }),
    ],
  }));
  const image = { data: normals(48, 3), shape: [1, 4, 4, 3] };
  await check(single, image);
  const { terms, logits } = await classShares(single, image);
  assertEquals(logits.shape, [1, 2]);
  for (const { parts: { values: [not, is] } } of terms) {
    assertEquals(not, -is!);
  }
});
