import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  type AttributionMethod,
  gradCam,
  inputGradient,
  integratedGradients,
  lrp,
  type NoiseOptions,
  signed,
  smoothGrad,
  smoothGradSquared,
  startBackend,
} from "fullgrad";
import { assertClose } from "../propagation/assert_close.ts";
import { normals } from "../propagation/cases/mod.ts";
import { images, network } from "./networks/mod.ts";

const METHODS = { inputGradient, gradCam, lrp, integratedGradients } as const;

for (const [name, method] of Object.entries(METHODS)) {
  Deno.test(`smoothGrad(${name}) without noise is ${name}`, async () => {
    await startBackend("fullgrad-wasm");
    const model = network("residual");
    const smooth = smoothGrad<object>(method, { noise: 0, samples: 3 });
    const [own, map] = [
      await method(model, images(2)),
      await smooth(model, images(2)),
    ];
    assertEquals(map.values, own.values);
    assertEquals(map.signed, own.signed);
    assertEquals(map.target.classes, own.target.classes);
    model.dispose();
  });
}

const DEVIATION = 0.7;

/** What a method says of copies of an image with the given draws. */
async function noisyCopies(
  method: AttributionMethod,
  model: Parameters<AttributionMethod>[0],
  draws: Float32Array,
) {
  const { data, shape } = images(1);
  return await Promise.all([0, 1].map((sample) => {
    const own = draws.subarray(
      sample * data.length,
      (sample + 1) * data.length,
    );
    return method(model, {
      data: data.map((value, i) => value + DEVIATION * own[i]!),
      shape,
    }, { target: 2 });
  }));
}

Deno.test("smoothGrad() and smoothGradSquared() are their formulas", async () => {
  await startBackend("fullgrad-wasm");
  const model = network("plain");
  const { data, shape } = images(1);
  const values = normals(2 * data.length, 8);
  const draws = { values, shape: [2, ...shape] };
  const noise = { draws, deviation: DEVIATION };
  const copies = await noisyCopies(inputGradient, model, values);
  const overChannels = (of: (values: readonly number[]) => number) =>
    Float32Array.from({ length: data.length / 3 }, (_, pixel) => {
      let sum = 0;
      for (let channel = 0; channel < 3; channel++) {
        sum += of(
          copies.map((map) => map.attributions!.values[3 * pixel + channel]!),
        );
      }
      return sum;
    });
  const smooth = await smoothGrad(inputGradient, noise)(model, images(1), {
    target: 2,
  });
  assertClose(
    smooth.values,
    overChannels(([a, b]) => Math.abs((a! + b!) / 2)),
    1e-5,
    "SmoothGrad",
  );
  const squared = await smoothGradSquared(inputGradient, noise)(
    model,
    images(1),
    { target: 2 },
  );
  assertClose(
    squared.values,
    overChannels(([a, b]) => (a! ** 2 + b! ** 2) / 2),
    1e-5,
    "SmoothGrad²",
  );
  const cams = await noisyCopies(gradCam, model, values);
  const cam = await smoothGrad(gradCam, noise)(model, images(1), { target: 2 });
  const mean = cams[0]!.values.map((v, i) => (v + cams[1]!.values[i]!) / 2);
  assertClose(cam.values, mean, 1e-5, "of maps");
  assertEquals(cam.settings["averages"], "maps");
  model.dispose();
});

Deno.test("smoothGrad() passes the method's options on and records its own", async () => {
  await startBackend("fullgrad-wasm");
  const model = network("plain");
  const smooth = smoothGrad(inputGradient, { samples: 2, noise: 0.2, seed: 4 });
  const map = await smooth(model, images(2), { magnitude: signed });
  assert(map.signed && map.values.some((value) => value < 0));
  assertEquals(map.method, "SmoothGrad of Input gradient");
  assertEquals(map.settings, {
    magnitude: "signed",
    averages: "attributions",
    samples: 2,
    noise: 0.2,
    seed: 4,
  });
  model.dispose();
});

Deno.test("smoothGrad() keeps the class of the clean image", async () => {
  await startBackend("fullgrad-wasm");
  const model = network("plain");
  // So much noise that copies have other classes.
  const noise = { samples: 6, deviation: 20, seed: 1 };
  const asked: (readonly number[])[] = [];
  const spy: AttributionMethod = async (model, images, options) => {
    const map = await inputGradient(model, images, options);
    asked.push(map.target.classes);
    return map;
  };
  const map = await smoothGrad(spy, noise)(model, images(3));
  const clean = await inputGradient(model, images(3));
  assertEquals(map.target, clean.target);
  for (const classes of asked) assertEquals(classes, clean.target.classes);
  model.dispose();
});

Deno.test("smoothGrad() of an image does not depend on its neighbors", async () => {
  await startBackend("fullgrad-wasm");
  const model = network("plain");
  const smooth = smoothGrad(inputGradient, { samples: 2, seed: 3 });
  const { data, shape } = images(2);
  const size = data.length / 2;
  const louder = data.map((value, i) => i < size ? value : 50 * value);
  const [one, two] = [
    await smooth(model, { data, shape }),
    await smooth(model, { data: louder, shape }),
  ];
  assertEquals(one.at(0), two.at(0));
  const again = await smooth(model, { data, shape });
  assertEquals(again.values, one.values);
  const other = await smoothGrad(inputGradient, { samples: 2, seed: 5 })(
    model,
    { data, shape },
  );
  assert(other.values.some((value, i) => value !== one.values[i]));
  model.dispose();
});

Deno.test("smoothGrad() reports progress over all samples and can be aborted", async () => {
  await startBackend("fullgrad-wasm");
  const model = network("plain");
  const smooth = smoothGrad(inputGradient, { samples: 2 });
  const seen: (readonly [number, number])[] = [];
  await smooth(model, images(2), {
    chunkSize: 1,
    onProgress: (done, total) => seen.push([done, total]),
  });
  assertEquals(seen, [[1, 4], [2, 4], [3, 4], [4, 4]]);
  await assertRejects(
    () => smooth(model, images(1), { signal: AbortSignal.abort() }),
    DOMException,
  );
  model.dispose();
});

Deno.test("smoothGrad() refuses noise that is none", () => {
  assertThrows(
    () => smoothGrad(inputGradient, { samples: 0 }),
    RangeError,
    "current value is 0",
  );
  assertThrows(
    () => smoothGradSquared(inputGradient, { noise: -1 }),
    RangeError,
    "current value is -1",
  );
});

Deno.test("smoothGrad() refuses noise that another option leaves without a use", () => {
  const draws = { values: normals(48, 1), shape: [1, 1, 4, 4, 3] };
  const refused: readonly [NoiseOptions, string][] = [
    [
      { noise: 0.15, deviation: 1 },
      "Cannot smooth a method as deviation is instead of noise: both deviation and noise are given",
    ],
    [
      { draws, samples: 1 },
      "Cannot smooth a method as draws is instead of samples and seed: both draws and samples are given",
    ],
    [{ draws, seed: 0 }, "both draws and seed are given"],
  ];
  for (const [options, message] of refused) {
    for (const wrapper of [smoothGrad, smoothGradSquared]) {
      assertThrows(() => wrapper(inputGradient, options), TypeError, message);
    }
  }
  // What is undefined is left out.
  smoothGrad(inputGradient, { draws, samples: undefined as never });
  smoothGrad(inputGradient, { draws, deviation: 1 });
});
