import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import { SaliencyMap, signed } from "../../../lib/aggregation/mod.ts";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  classSensitivity,
  type CompositeSet,
  compositeSet,
  nullPlayer,
} from "../../../lib/evaluation/mod.ts";
import {
  type AttributionMethod,
  classAgnosticCam,
  inputGradient,
} from "../../../lib/methods/mod.ts";
import { tinyImages, tinyNetwork } from "../tiny_network.ts";

const SIZE = 16 * 16;

/** Images whose left half belongs to the first object, the right to the second. */
function halves(count: number): CompositeSet {
  return {
    images: tinyImages(count),
    labels: Array.from({ length: count }, () => [0, 1] as const),
    regions: Uint8Array.from(
      { length: count * 2 * SIZE },
      (_, at) => Number((at % 16 < 8) === (Math.floor(at / SIZE) % 2 === 0)),
    ),
  };
}

/** A method whose map is `value(class, x)` in every row. */
function drawn(
  value: (target: number, x: number) => number,
): AttributionMethod {
  return async (model, images, options) => {
    const map = await inputGradient(model, images, options);
    const values = map.values.map((_, at) =>
      value(map.target.classes[Math.floor(at / SIZE)]!, at % 16)
    );
    return new SaliencyMap({ ...map.data, values, signed: true });
  };
}

const left = (x: number) => x < 8 ? 1 : 0;
const methods = {
  own: drawn((target, x) => target === 0 ? left(x) : 1 - left(x)),
  wrong: drawn((target, x) => target === 0 ? 1 - left(x) : left(x)),
  both: drawn(() => -2),
  none: drawn(() => 0),
  third: drawn((target, x) => (target === 0) === (x < 8) ? 3 : 1),
  scaled: drawn((target) => target === 0 ? 10 : 1),
};

Deno.test("classSensitivity() and nullPlayer() of maps in closed form", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  const options = { methods, controls: {} };
  const common = await classSensitivity(model, halves(2), options);
  const other = await nullPlayer(model, halves(2), options);
  const expected: Readonly<Record<string, readonly [number, number]>> = {
    own: [0, 0],
    // Nothing in its own region: 0/0, and a ratio beyond the cap.
    wrong: [1, 10],
    both: [1, 1],
    none: [1, 1],
    third: [1 / 3, 1 / 3],
    scaled: [2 / 11, 1],
  };
  for (const [name, [sensitivity, ratio]] of Object.entries(expected)) {
    for (const i of [0, 1]) {
      assertAlmostEquals(common.values(name)[0]![i]!, sensitivity, 1e-6);
      assertAlmostEquals(other.values(name)[0]![i]!, ratio, 1e-6);
    }
  }
  const normalized = await classSensitivity(model, halves(1), {
    ...options,
    normalization: "sum",
  });
  // The same form for both classes, whatever their size.
  assertAlmostEquals(normalized.values("scaled")[0]![0]!, 1, 1e-6);
  assert(common.data.notes.some((note) => note.includes("none are constant")));
});

Deno.test("a map that knows no class has class sensitivity 1, a gradient less", async () => {
  await startBackend("cpu");
  const gradient: AttributionMethod = (model, images, options) =>
    inputGradient(model, images, { ...options, magnitude: signed });
  const scores = await classSensitivity(tinyNetwork(), halves(3), {
    methods: { gradient },
    controls: { agnostic: classAgnosticCam },
  });
  assertEquals(scores.values("agnostic"), [[1, 1, 1]]);
  assert(scores.values("gradient")[0]!.every((value) => value! < 1));
  assertEquals(scores.data.methods.map(({ control }) => control), [
    false,
    true,
  ]);
});

Deno.test("composites that do not fit are refused", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  const set = halves(2);
  const { labels, regions } = set;
  const hollow = regions.slice().fill(0, -256);
  const cases = [
    [{ labels: [[0, 1]] }, TypeError, "2 images must have 2 pairs of labels"],
    [
      { labels: [[0, 1], [0, 1, 2]] },
      TypeError,
      "the labels of image 2 must be two classes: current value is [0, 1, 2]",
    ],
    [{ labels: [[0, 1], [0]] }, TypeError, "must be two classes"],
    [{ labels: [[0, 1], [0, 1.5]] }, TypeError, "must be two classes"],
    [{ labels: Array(2) }, TypeError, "labels of image 1 must be two classes"],
    [
      { labels: [labels[0], [3, 3]] },
      RangeError,
      "the two objects of image 2 must be of two classes: both are of class 3",
    ],
    [
      { regions: hollow },
      RangeError,
      "the region of the second object of image 2 must have at least one pixel: current number is 0",
    ],
  ] as const;
  for (const [part, type, message] of cases) {
    for (const run of [nullPlayer, classSensitivity]) {
      const parts = { ...set, ...part } as unknown as CompositeSet;
      await assertRejects(() => run(model, parts, { methods }), type, message);
    }
  }
  await assertRejects(
    () =>
      classSensitivity(model, set, { methods, normalization: "max" as never }),
    RangeError,
    'normalization must be one of "none", "sum"',
  );
  await assertRejects(
    () => nullPlayer(model, set, { methods, cap: 0 }),
    RangeError,
    "1 or more",
  );
});

Deno.test("compositeSet() gives each object its half, which holds it", () => {
  const halves = compositeSet({ seed: 4, count: 6 });
  const objects = compositeSet({ seed: 4, count: 6, region: "object" });
  assertEquals(halves.labels, objects.labels);
  const size = 64 * 64;
  for (let i = 0; i < 6; i++) {
    const [a, b] = [0, 1].map((k) =>
      halves.regions.subarray((2 * i + k) * size, (2 * i + k + 1) * size)
    );
    assert(a!.every((x, at) => x + b![at]! === 1));
    assertEquals(a!.reduce((sum, x) => sum + x, 0), size / 2);
  }
  const outside = objects.regions.filter((x, at) => x > halves.regions[at]!);
  assertEquals(outside.length, 0);
});
