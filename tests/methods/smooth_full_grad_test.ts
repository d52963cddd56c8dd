import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { type PresetName, PRESETS } from "../../lib/aggregation/mod.ts";
import { startBackend } from "../../lib/backend/mod.ts";
import { fullGradients } from "../../lib/decomposition/mod.ts";
import { formatNumber } from "../../lib/display/mod.ts";
import {
  fullGrad,
  type NoiseDraws,
  smoothFullGrad,
  type SmoothFullGradOptions,
} from "../../lib/methods/mod.ts";
import { loadModel } from "../../lib/model/mod.ts";
import { outputWords } from "../../lib/propagation/mod.ts";
import {
  type Batch,
  convBnNet,
  noiseBatch,
} from "../aggregation/networks/mod.ts";
import { RECIPES, type SiteTerms, slowMap } from "../aggregation/slow/mod.ts";
import { assertClose } from "../propagation/assert_close.ts";
import { normals } from "../propagation/cases/mod.ts";

await startBackend("fullgrad-wasm");

const SIZE = [12, 9] as const;

function drawsFor(samples: number, images: number): NoiseDraws {
  const shape = [samples, images, 12, 9, 3];
  return { values: normals(shape.reduce((a, b) => a * b), 9), shape };
}

/** x + deviation · draws of one sample, image by image. */
function noisy(
  { data, shape }: Batch,
  draws: NoiseDraws,
  sample: number,
  deviation: (image: Float32Array) => number,
): Batch {
  const [count] = shape;
  const size = data.length / count;
  const images = draws.shape[1]!;
  const values = data.map((value, i) => {
    const image = Math.floor(i / size);
    const own = data.subarray(image * size, (image + 1) * size);
    const at = (sample * images + image % images) * size + i % size;
    return value + deviation(own) * draws.values[at]!;
  });
  return { data: values, shape };
}

/** Terms averaged over the samples, the input's summed over its channels. */
async function meanTerms(
  model: ReturnType<typeof convBnNet>,
  batches: readonly Batch[],
  target: readonly number[],
  factor: number,
): Promise<{ readonly sites: SiteTerms[]; readonly values: number[] }> {
  const all = await Promise.all(
    batches.map((batch) => fullGradients(model, batch, { target })),
  );
  const mean = (of: (i: number) => SiteTerms) => {
    const { shape, values } = of(0);
    const sums = Float64Array.from(
      values,
      (_, j) =>
        all.reduce((sum, _, i) => sum + of(i).values[j]!, 0) / all.length,
    );
    return { shape, values: sums.map((value) => factor * value) };
  };
  const input = mean((i) => all[i]!.inputTerm);
  const [count, height, width, channels] = input.shape as [
    number,
    number,
    number,
    number,
  ];
  const summed = new Float64Array(count * height * width);
  input.values.forEach((value, i) =>
    summed[Math.floor(i / channels)]! += value
  );
  return {
    sites: [
      { values: summed, shape: [count, height, width, 1] },
      ...all[0]!.biasGradients.map((_, site) =>
        mean((i) => all[i]!.biasGradients[site]!.term)
      ),
    ],
    values: target.map((_, image) =>
      all.reduce((sum, { target }) => sum + target.values[image]!, 0) /
      all.length
    ),
  };
}

async function check(
  preset: PresetName,
  samples: number,
  options: SmoothFullGradOptions,
  deviation: (image: Float32Array) => number,
  model = convBnNet(),
): Promise<void> {
  const batch = noiseBatch(2);
  const draws = drawsFor(samples, 2);
  const target = [3, 0];
  const map = await smoothFullGrad(model, batch, {
    preset,
    target,
    draws,
    ...options,
  });
  const copies = Array.from(
    { length: samples },
    (_, sample) => noisy(batch, draws, sample, deviation),
  );
  const factor = PRESETS[preset].sumsSamples ? samples : 1;
  const { sites, values } = await meanTerms(model, copies, target, factor);
  assertClose(map.values, slowMap(sites, RECIPES[preset], SIZE), 1e-4, preset);
  values.forEach((value, i) => {
    const { output, relativeToTerms } = map.completeness![i]!;
    assertAlmostEquals(output, value, 1e-4);
    assert(relativeToTerms < 1e-4);
  });
  const clean = await fullGradients(model, batch, { target });
  assertClose(map.target.values, clean.target.values, 1e-6, "clean outputs");
  model.dispose();
}

/** A network whose terms are as small as the ε of rescaling. */
function faintNet(): tf.LayersModel {
  const model = convBnNet();
  const layer = model.getLayer("logits");
  const weights = layer.getWeights().map((weight) => tf.mul(weight, 1e-6));
  layer.setWeights(weights);
  tf.dispose(weights);
  return model;
}

function rangeOf(values: Float32Array): number {
  return Math.max(...values) - Math.min(...values);
}

for (const preset of Object.keys(PRESETS) as PresetName[]) {
  Deno.test(`smoothFullGrad with ${preset} is psi of the mean terms, as loops have it`, async () => {
    await check(preset, 3, { deviation: 0.3 }, () => 0.3);
    await check(preset, 2, { noise: 0.1 }, (image) => 0.1 * rangeOf(image));
    // Only here does it matter whether the terms are added up or averaged.
    await check(preset, 4, { deviation: 0.3 }, () => 0.3, faintNet());
  });

  Deno.test(`smoothFullGrad with ${preset} and deviation 0 is FullGrad with the input term summed over channels`, () =>
    check(preset, 1, { deviation: 0 }, () => 0));
}

Deno.test("smoothFullGrad draws the same for the same seed, other noise for another", async () => {
  const model = convBnNet();
  const run = (seed: number) =>
    smoothFullGrad(model, noiseBatch(2), { samples: 2, seed });
  const [one, again, other] = [await run(1), await run(1), await run(2)];
  assertEquals(one.values, again.values);
  assert(one.values.some((value, i) => value !== other.values[i]));
  assertEquals([one.settings["seed"], one.settings["noise"]], [1, 0.15]);
  model.dispose();
});

Deno.test("smoothFullGrad explains the class of the clean image in every copy", async () => {
  const model = convBnNet();
  const batch = noiseBatch(4);
  const clean = await fullGradients(model, batch);
  const map = await smoothFullGrad(model, batch, { deviation: 20, samples: 2 });
  assertEquals(map.target.classes, clean.target.classes);
  assertClose(map.logits.values, clean.logits.values, 1e-6, "logits");
  const named = await smoothFullGrad(model, batch, {
    deviation: 20,
    samples: 2,
    target: clean.target.classes,
  });
  assertEquals(map.values, named.values);
  assertEquals(map.target.values, named.target.values);
  assertClose(map.target.values, clean.target.values, 1e-6, "outputs");
  // That much noise changes the outputs, or the test could not fail.
  assert(
    map.completeness!.some(({ output }, i) =>
      Math.abs(output - clean.target.values[i]!) > 1
    ),
  );
  model.dispose();
});

Deno.test("smoothFullGrad says to what its terms add up, where the clean image's output is another", async () => {
  const model = convBnNet();
  const notesOf = async (count: number, deviation: number) => {
    const batch = noiseBatch(count);
    const map = await smoothFullGrad(model, batch, { deviation, samples: 2 });
    const notes = map.notes.filter((note) => note.includes("add up to the"));
    return { map, notes };
  };
  const { map, notes: [note] } = await notesOf(1, 20);
  const mean = formatNumber(map.completeness![0]!.output);
  const own = formatNumber(map.target.values[0]!);
  assertEquals(
    note,
    `The terms are means over 2 noisy copies and add up to the copies' mean output: ${mean} for image 1, whose own is ${own}.`,
  );
  const [many] = (await notesOf(5, 20)).notes;
  assert(many!.endsWith("; and 2 more."), many);
  assertEquals((await notesOf(2, 0)).notes, []);
  model.dispose();
});

Deno.test("smoothFullGrad tells a logit and a probability of the same image", async () => {
  const model = await loadModel("shapes_vgg9");
  const boat = "data/images/boat.png";
  const clean = await fullGrad(model, boat);
  const map = await smoothFullGrad(model, boat, { samples: 2 });
  assertEquals(outputWords(map.data, 0), outputWords(clean.data, 0));
  model.dispose();
});

Deno.test("smoothFullGrad of a constant image has no noise by its range", async () => {
  const model = convBnNet();
  const gray = {
    data: new Float32Array(12 * 9 * 3).fill(0.5),
    shape: [12, 9, 3],
  };
  const map = await smoothFullGrad(model, gray, { samples: 2 });
  const same = await smoothFullGrad(model, gray, { samples: 2, deviation: 0 });
  assertEquals(map.values, same.values);
  model.dispose();
});

Deno.test("smoothFullGrad refuses noise that is none", async () => {
  const model = convBnNet();
  const wrong: readonly [SmoothFullGradOptions, string][] = [
    [{ samples: 0 }, "samples must be a positive integer: current value is 0"],
    [{ samples: 1.5 }, "samples must be a positive integer"],
    [{ samples: NaN }, "samples must be a positive integer"],
    [
      { noise: -0.1 },
      "noise must be a non-negative number: current value is -0.1",
    ],
    [{ noise: NaN }, "noise must be a non-negative number"],
    [{ deviation: Infinity }, "deviation must be a non-negative number"],
    [{ seed: 0.5 }, "seed must be an integer: current value is 0.5"],
    [{ seed: NaN }, "seed must be an integer"],
  ];
  for (const [options, message] of wrong) {
    await assertRejects(
      () => smoothFullGrad(model, noiseBatch(1), options),
      RangeError,
      message,
    );
  }
  model.dispose();
});

Deno.test("smoothFullGrad refuses noise that another option leaves without a use", async () => {
  const model = convBnNet();
  const draws = drawsFor(1, 1);
  const refused: readonly [SmoothFullGradOptions, string][] = [
    [{ noise: 0, deviation: 0 }, "both deviation and noise are given"],
    [{ draws, samples: 1 }, "both draws and samples are given"],
    [{ draws, seed: 1 }, "both draws and seed are given"],
  ];
  for (const [options, message] of refused) {
    await assertRejects(
      () => smoothFullGrad(model, noiseBatch(1), options),
      TypeError,
      message,
    );
  }
  model.dispose();
});

Deno.test("smoothFullGrad refuses draws of another shape", async () => {
  const model = convBnNet();
  const { values } = drawsFor(4, 3);
  const shapes = [
    [4, 2, 12, 9, 3], // two images' draws for a batch of three
    [4, 3, 12, 9, 4],
    [4, 12, 9, 3],
    [4, 3, 9, 9, 3],
  ];
  for (const shape of shapes) {
    await assertRejects(
      () => smoothFullGrad(model, noiseBatch(3), { draws: { values, shape } }),
      TypeError,
      "Cannot smooth a method as draws must be [samples, 1 or images, H, W, C]",
    );
  }
  model.dispose();
});
