/** What takes the place of removed pixels. */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import {
  type FillContext,
  type FillName,
  fillOf,
  FILLS,
} from "../../../lib/evaluation/perturbation/fill.ts";
import { fillContext } from "../../../lib/evaluation/perturbation/fill_context.ts";
import { toImages } from "../../../lib/image/mod.ts";
import { Random } from "../../../lib/random/mod.ts";
import rise from "./scipy_rise_blur.json" with { type: "json" };

const SHAPE = [9, 12, 2] as const;
const PIXELS = 9 * 12;
const CONTEXT: FillContext = {
  shape: SHAPE,
  black: [-2, -3],
  mean: [0.25, 0.5],
  zeroNormalized: [0, 0],
  noise: [0.01, 0.02],
};
const NAMES = Object.keys(FILLS) as FillName[];

function image(seed = 1): Float32Array {
  const random = new Random(seed, 0, 0);
  return Float32Array.from({ length: PIXELS * 2 }, () => random.normal());
}

function mask(share: number): Uint8Array {
  const random = new Random(2, 0, 0);
  return Uint8Array.from(
    { length: PIXELS },
    () => random.chance(share) ? 1 : 0,
  );
}

function filled(name: FillName, removed: Uint8Array): Float32Array {
  return FILLS[name].of(image(), CONTEXT)(removed, new Random(5, 0, 0));
}

Deno.test("removing nothing changes nothing, with every fill", () => {
  for (const name of NAMES) {
    assertEquals(filled(name, new Uint8Array(PIXELS)), image());
  }
});

Deno.test("every fill changes removed pixels only, in all channels, and leaves its input", () => {
  const removed = mask(0.4);
  for (const name of NAMES) {
    const before = image();
    const result = FILLS[name].of(before, CONTEXT)(
      removed,
      new Random(5, 0, 0),
    );
    assertEquals(before, image());
    for (let i = 0; i < result.length; i++) {
      const gone = removed[i >> 1] === 1;
      assertEquals(result[i] !== before[i], gone, `${name} at ${i}`);
    }
  }
});

Deno.test("colours are those of the context", () => {
  const all = new Uint8Array(PIXELS).fill(1);
  for (const name of ["black", "mean", "zeroNormalized"] as const) {
    const result = filled(name, all);
    assertEquals(
      [...result],
      Array.from(result, (_, i) => CONTEXT[name]![i % 2]!),
    );
  }
});

Deno.test("blur of a constant image is the image, and it smooths others", () => {
  const all = new Uint8Array(PIXELS).fill(1);
  const flat = new Float32Array(PIXELS * 2).fill(3);
  FILLS.blur.of(flat, CONTEXT)(all, new Random(1, 0, 0)).forEach((value) =>
    assertAlmostEquals(value, 3, 1e-6)
  );
  const power = (values: Float32Array) =>
    values.reduce((sum, x) => sum + x * x, 0);
  assert(power(filled("blur", all)) < 0.7 * power(image()));
});

Deno.test("all pixels removed by road leaves the mean and its noise", () => {
  const all = new Uint8Array(PIXELS).fill(1);
  const result = filled("road", all);
  result.forEach((value, i) => {
    const { mean, noise } = CONTEXT;
    assert(Math.abs(value - mean[i % 2]!) < 5 * noise[i % 2]!);
  });
});

Deno.test("road's noise has its deviation, by channel, and follows the stream", () => {
  const shape = [40, 50, 2] as const;
  const flat = new Float32Array(40 * 50 * 2).fill(1);
  const removed = Uint8Array.from({ length: 2000 }, (_, i) => i === 0 ? 0 : 1);
  const fill = FILLS.road.of(flat, { ...CONTEXT, shape });
  const result = fill(removed, new Random(7, 0, 0));
  assertEquals(fill(removed, new Random(7, 0, 0)), result);
  assert(fill(removed, new Random(8, 0, 0))[10] !== result[10]);
  for (const channel of [0, 1]) {
    const errors = Array.from(
      { length: 1999 },
      (_, i) => result[2 * (i + 1) + channel]! - 1,
    );
    const deviation = Math.sqrt(
      errors.reduce((sum, x) => sum + x * x, 0) / errors.length,
    );
    // Of 1999 draws, it is within 8 % of the true one at five deviations.
    assertAlmostEquals(deviation / CONTEXT.noise[channel]!, 1, 0.08);
  }
});

Deno.test("an unknown fill, and black without a preprocessing, are refused", () => {
  assertThrows(
    () => fillOf("white" as FillName),
    RangeError,
    "fill must be one of black, mean, zeroNormalized, blur, riseBlur, road",
  );
  assertThrows(
    () => FILLS.black.of(image(), { ...CONTEXT, black: undefined }),
    TypeError,
    "must have a preprocessing",
  );
});

Deno.test("a context has the values that pictures give", async () => {
  const spec = {
    inputShape: [1, 2, 3] as const,
    preprocessing: {
      scale: 1 / 255,
      mean: [0.5, 0.4, 0.3],
      std: [0.25, 0.2, 0.1],
      channelOrder: "rgb" as const,
    },
  };
  const pixels = Uint8Array.of(0, 0, 0, 255, 255, 255);
  const images = await toImages({ data: pixels, shape: [1, 2, 3] }, spec);
  const { black, mean, zeroNormalized, noise } = fillContext(spec, images);
  black!.forEach((value, c) =>
    assertAlmostEquals(value, images.values[c]!, 1e-6)
  );
  mean.forEach((value, c) =>
    assertAlmostEquals(
      value,
      (images.values[c]! + images.values[c + 3]!) / 2,
      1e-6,
    )
  );
  assertEquals([...zeroNormalized], [0, 0, 0]);
  noise.forEach((value, c) =>
    assertAlmostEquals(value, 0.01 / spec.preprocessing.std[c]!, 1e-12)
  );
});

Deno.test("riseBlur is the blur of RISE's authors as SciPy has it", () => {
  const values = Float32Array.from(rise.image);
  const [height, width, channels] = rise.shape as [number, number, number];
  const context = { ...CONTEXT, shape: [height, width, channels] as const };
  const all = new Uint8Array(height * width).fill(1);
  const blurred = FILLS.riseBlur.of(values, context)(all, new Random(1, 0, 0));
  blurred.forEach((value, i) =>
    assertAlmostEquals(value, rise.blurred[i]!, 1e-6)
  );
});
