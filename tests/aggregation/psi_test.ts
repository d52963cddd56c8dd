import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import * as fc from "fast-check";
import {
  absolute,
  alignCorners,
  chain,
  halfPixel,
  magnitude,
  massPreserving,
  negative,
  noRescale,
  positive,
  type Psi,
  type PsiPart,
  rescale,
  scaleByMax,
  signed,
  square,
} from "../../lib/aggregation/mod.ts";
import { startBackend } from "../../lib/backend/mod.ts";
import { assertClose } from "../propagation/assert_close.ts";
import { normals } from "../propagation/cases/mod.ts";
import { resizeMatrix, type Resizing } from "./slow/mod.ts";
import { applyPsi } from "./apply_psi.ts";

await startBackend("fullgrad-wasm");

/** Terms of a site and the size of the image. */
interface Example {
  readonly shape: [number, number, number, number];
  readonly size: readonly [number, number];
  readonly values: Float32Array;
}

const examples: fc.Arbitrary<Example> = fc.record({
  shape: fc.tuple(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 7 }),
    fc.integer({ min: 1, max: 7 }),
    fc.integer({ min: 1, max: 5 }),
  ),
  growth: fc.tuple(
    fc.integer({ min: 0, max: 20 }),
    fc.integer({ min: 0, max: 20 }),
  ),
  seed: fc.integer({ min: 0, max: 1e6 }),
}).map(({ shape, growth, seed }) => ({
  shape,
  size: [shape[1] + growth[0], shape[2] + growth[1]] as const,
  values: normals(shape.reduce((a, b) => a * b), seed),
}));

function holds(check: (example: Example) => void | Promise<void>, seed = 1) {
  return fc.assert(
    fc.asyncProperty(examples, async (example) => {
      const before = tf.memory().numTensors;
      await check(example);
      assertEquals(tf.memory().numTensors, before, "tensors are left behind");
    }),
    { seed, numRuns: 60 },
  );
}

async function mapOf(
  psi: Psi,
  { shape, size, values }: Example,
  sign: 1 | -1 = 1,
): Promise<Float32Array> {
  const map = tf.tidy(() =>
    applyPsi(psi, tf.mul(sign, tf.tensor4d(values, shape)) as tf.Tensor4D, size)
  );
  assertEquals(map.shape, [shape[0], ...size]);
  const data = await map.data<"float32">();
  map.dispose();
  return data.slice();
}

Deno.test("positive(t) + negative(t) = absolute(t), and their difference is t", () =>
  holds(async (example) => {
    for (const upsample of [alignCorners, halfPixel, massPreserving]) {
      const [plus, minus, both, sum] = await Promise.all(
        [positive, negative, absolute, signed].map((of) =>
          mapOf(chain(of, upsample), example)
        ),
      );
      assertClose(plus!.map((p, i) => p + minus![i]!), both!, 1e-5, "sum");
      const size = Math.max(...both!);
      plus!.forEach((p, i) =>
        assert(Math.abs(p - minus![i]! - sum![i]!) <= 1e-5 * size)
      );
    }
  }));

Deno.test("positive(−t) = negative(t); absolute and square do not see the sign", () =>
  holds(async (example) => {
    assertEquals(
      await mapOf(chain(positive), example, -1),
      await mapOf(chain(negative), example),
    );
    for (const even of [absolute, square]) {
      assertEquals(
        await mapOf(chain(even), example, -1),
        await mapOf(chain(even), example),
      );
    }
  }));

Deno.test("resizing is that of its definition", () =>
  holds(async (example) => {
    const { shape: [count, h, w, channels], size: [height, width] } = example;
    const parts: readonly [Psi, Resizing][] = [
      [chain(signed, alignCorners), "alignCorners"],
      [chain(signed, halfPixel), "halfPixel"],
      [chain(signed, massPreserving), "massPreserving"],
    ];
    for (const [psi, resizing] of parts) {
      const rows = resizeMatrix(h, height, resizing);
      const columns = resizeMatrix(w, width, resizing);
      const expected = new Float64Array(count * height * width).map((_, i) => {
        const [row, column] = [
          rows[Math.floor(i / width) % height]!,
          columns[i % width]!,
        ];
        let sum = 0;
        const image = Math.floor(i / (height * width)) * h * w * channels;
        for (let j = 0; j < h * w * channels; j++) {
          const pixel = Math.floor(j / channels);
          sum += row[Math.floor(pixel / w)]! * column[pixel % w]! *
            example.values[image + j]!;
        }
        return sum;
      });
      const map = await mapOf(psi, example);
      // Channels may cancel: the measure is what goes in, not what comes out.
      const scale = Math.max(...example.values.map(Math.abs)) * channels;
      map.forEach((value, i) =>
        assert(
          Math.abs(value - expected[i]!) <= 1e-5 * scale,
          `${resizing}: ${value} is not ${expected[i]}`,
        )
      );
    }
  }));

Deno.test("min-max rescaling reaches 0 and 1, whatever the scale of the terms", () =>
  holds(async (example) => {
    const one = { ...example, shape: [...example.shape] as Example["shape"] };
    one.shape[3] = 1;
    one.shape[0] = 1;
    const pixels = one.shape[1] * one.shape[2];
    if (pixels < 2) return;
    const sized = {
      ...one,
      size: [one.shape[1], one.shape[2]] as const,
      values: normals(pixels, example.values.length),
    };
    for (const over of ["channel", "layer", "batch"] as const) {
      const map = await mapOf(chain(absolute, rescale(over, 0)), sized);
      assertEquals(Math.min(...map), 0);
      assert(Math.abs(Math.max(...map) - 1) <= 1e-6);
      const greater = {
        ...sized,
        values: sized.values.map((value) => 1024 * value),
      };
      assertClose(
        await mapOf(chain(absolute, rescale(over, 0)), greater),
        map,
        1e-5,
        over,
      );
    }
  }));

Deno.test("scaleByMax keeps signs and does not depend on the scale", () =>
  holds(async (example) => {
    const psi = chain(signed, scaleByMax(), halfPixel);
    const map = await mapOf(psi, example);
    const greater = {
      ...example,
      values: example.values.map((value) => 64 * value),
    };
    const same = await mapOf(psi, greater);
    const channels = example.shape[3];
    map.forEach((value, i) => {
      assert(Math.abs(value) <= channels * 1.00001);
      assert(Math.abs(value - same[i]!) <= 1e-5 * channels);
    });
    const opposite = await mapOf(psi, example, -1);
    map.forEach((value, i) => assert(value === -opposite[i]!));
  }));

Deno.test("constant terms give finite maps: 0 where they are rescaled", async () => {
  const parts = (["channel", "layer", "batch"] as const).flatMap((over) => [
    rescale(over),
    rescale(over, 0),
  ]);
  for (const value of [0, 1, -0.1, 1e-20, 1e20, 12345.678]) {
    for (const channels of [1, 3, 64]) {
      const shape: Example["shape"] = [2, 3, 2, channels];
      const values = new Float32Array(2 * 3 * 2 * channels).fill(value);
      for (const part of parts) {
        for (const upsample of [alignCorners, halfPixel, massPreserving]) {
          const psi = chain(absolute, part, upsample);
          const map = await mapOf(psi, { shape, size: [7, 7], values });
          const worst = map.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
          assertEquals(
            worst,
            0,
            `${psi.name} of ${channels} channels of ${value}`,
          );
        }
      }
      const scaled = await mapOf(chain(signed, scaleByMax()), {
        shape,
        size: [7, 7],
        values,
      });
      assertClose(
        scaled,
        scaled.map(() => channels * Math.sign(value)),
        1e-5,
        "scaleByMax",
      );
    }
  }
});

Deno.test("chain takes parts in any order and says what it made", () => {
  const psi = chain(halfPixel, scaleByMax(), positive);
  assertEquals(psi.name, "positive, scaleByMax, halfPixel");
  assertEquals(
    [psi.magnitude, psi.upsample],
    [positive, halfPixel] as unknown[],
  );
  const { name, magnitude, rescale, upsample } = chain();
  assertEquals(name, "absolute, no rescaling, alignCorners");
  assertEquals(
    [magnitude, rescale, upsample],
    [absolute, noRescale, alignCorners] as unknown[],
  );
  assertEquals(
    chain(rescaleOver("layer", 0.5)).name,
    "absolute, rescale(layer, 0.5), alignCorners",
  );
});

const rescaleOver = rescale;

Deno.test("chain refuses two parts of a kind, parts that contradict, and what is none", () => {
  assertThrows(
    () => chain(absolute, positive),
    RangeError,
    "Cannot compose psi as it must have one magnitude: current parts are absolute and positive",
  );
  assertThrows(
    () => chain(rescale("layer"), noRescale),
    RangeError,
    "one rescale",
  );
  assertThrows(() => chain(halfPixel, halfPixel), RangeError, "one upsample");
  for (const over of ["channel", "layer", "batch"] as const) {
    assertThrows(
      () => chain(signed, rescale(over)),
      RangeError,
      "Cannot rescale signed terms by rescale(",
    );
  }
  const wrong = [undefined, null, 3, "absolute", {}, chain(), {
    stage: "color",
  }];
  for (const part of wrong) {
    assertThrows(
      () => chain(part as never),
      TypeError,
      "Cannot compose psi as every part must be a magnitude, a rescaling or a resizing",
    );
  }
  const error = assertThrows(() => chain(scaleByMax as never), TypeError);
  assertStringIncludes(
    error.message,
    "a function scaleByMax, which must be called",
  );
  assertEquals(error.message.split("\n").length, 1);
});

for (const backend of ["cpu", "wasm", "fullgrad-wasm"] as const) {
  Deno.test(`ε is part of every range, composed and fused, on ${backend}`, async () => {
    await startBackend(backend);
    // Ranges of 2 and 4 by channel, of 6 over both; beside them ε is no trifle.
    const values = [1, 5, 3, 7, 2, 3, 1, 4];
    const epsilon = 0.5;
    const expected = {
      channel: [0 / 2.5 + 2 / 4.5, 2 / 2.5 + 4 / 4.5, 1 / 2.5, 0 + 1 / 4.5],
      layer: [1 + 5 - 2, 3 + 7 - 2, 2 + 3 - 2, 1 + 4 - 2]
        .map((sum) => sum / 6.5),
      batch: [1 + 5 - 2, 3 + 7 - 2, 2 + 3 - 2, 1 + 4 - 2]
        .map((sum) => sum / 6.5),
    };
    for (const over of ["channel", "layer", "batch"] as const) {
      const rescaling = rescale(over, epsilon);
      const [composed, whole] = tf.tidy(() => {
        const terms = tf.tensor4d(values, [1, 2, 2, 2]);
        return [
          rescaling.sumChannels(terms),
          applyPsi(chain(absolute, rescaling), terms, [2, 2]),
        ];
      }) as [tf.Tensor, tf.Tensor];
      assertClose(await composed.data(), expected[over], 1e-6, over);
      assertClose(await whole.data(), expected[over], 1e-6, over);
      tf.dispose([composed, whole]);
    }
  });
}

Deno.test("rescale refuses what it cannot rescale over, and an epsilon below 0", () => {
  for (const over of ["pixel", "toString", "constructor"]) {
    assertThrows(
      () => rescale(over as "layer"),
      RangeError,
      'over must be one of "channel", "layer", "batch"',
    );
  }
  assertThrows(() => rescale(undefined as never), TypeError, "over must be");
  for (const epsilon of [-1, NaN, Infinity]) {
    assertThrows(() => rescale("layer", epsilon), RangeError, "epsilon");
  }
});

Deno.test("a magnitude of one's own is unsigned and takes part", async () => {
  const root = magnitude("root", (t) => tf.sqrt(tf.abs(t)));
  assert(!root.signed && signed.signed);
  assertMatch(chain(root).name, /^root,/);
  const map = await mapOf(chain(root), {
    shape: [1, 1, 2, 2],
    size: [1, 2],
    values: new Float32Array([4, -9, 16, 0]),
  });
  assertEquals([...map], [5, 4]);
});

/** Every part of the package with another function, which leaves nothing. */
const ALTERED: readonly PsiPart[] = [
  ...[absolute, positive, negative, signed, square].map((part) => ({
    ...part,
    of: (t: tf.Tensor4D) => tf.zerosLike(t),
  })),
  ...[noRescale, rescale("channel"), rescale("layer"), scaleByMax()].map((
    part,
  ) => ({
    ...part,
    sumChannels: (t: tf.Tensor4D) =>
      tf.zerosLike(tf.sum(t, 3, true)) as tf.Tensor4D,
  })),
  ...[alignCorners, halfPixel, massPreserving].map((part) => ({
    ...part,
    to: (
      { shape: [count] }: tf.Tensor4D,
      [height, width]: readonly [number, number],
    ) => tf.zeros<tf.Rank.R4>([count, height, width, 1]),
  })),
];

for (const backend of ["fullgrad-wasm", "cpu"] as const) {
  Deno.test(`a copy of a part with another function is that function on ${backend}`, async () => {
    await startBackend(backend);
    const example: Example = {
      shape: [2, 3, 4, 5],
      size: [6, 8],
      values: normals(120, 4),
    };
    for (const part of ALTERED) {
      const map = await mapOf(chain(part), example);
      assertEquals(map, new Float32Array(2 * 6 * 8), part.name);
    }
    await startBackend("fullgrad-wasm");
  });
}

Deno.test("a part of the package cannot be given another function", () => {
  for (const part of [absolute, signed, noRescale, scaleByMax(), halfPixel]) {
    assertThrows(() => Object.assign(part, { fused: undefined }), TypeError);
  }
});
