import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  localization,
  pointingGame,
  relevanceMass,
  relevanceRank,
} from "../../../lib/evaluation/mod.ts";
import { Random } from "../../../lib/random/mod.ts";
import { handMade } from "../perturbation/decoding_network.ts";
import { tinyImages, tinyNetwork } from "../tiny_network.ts";

const MASK = [0, 1, 1, 0, 0, 0];
const MEASURES = [pointingGame, relevanceMass, relevanceRank];

Deno.test("the mask itself scores 1, its opposite 0", () => {
  for (const measure of MEASURES) {
    assertEquals(measure(MASK, MASK), 1);
    assertEquals(measure(MASK.map((x) => 1 - x), MASK), 0);
  }
});

Deno.test("a constant map scores the part of the image that the object covers", () => {
  for (const value of [0, -2, 3]) {
    for (const measure of MEASURES) {
      assertAlmostEquals(measure(MASK.map(() => value), MASK), 1 / 3, 1e-12);
    }
  }
});

Deno.test("scores of maps in closed form", () => {
  const map = [5, 4, -9, 1, 4, 0];
  assertEquals(pointingGame(map, MASK), 0);
  assertEquals(pointingGame([1, 7, 7, 7, 0, 0], MASK), 2 / 3);
  assertAlmostEquals(relevanceMass(map, MASK), 4 / 14, 1e-12);
  // The two greatest are 5 and one of two 4s, of which one is on the object.
  assertEquals(relevanceRank(map, MASK), 0.25);
});

Deno.test("units as great or as small as numbers are do not count, nor what lies on one pixel alone", () => {
  const map = [5, 4, -9, 1, 4, 0];
  for (const measure of MEASURES) {
    for (const unit of [1e-300, 1e300, 1.9e307]) {
      assertAlmostEquals(
        measure(map.map((x) => unit * x), MASK),
        measure(map, MASK),
        1e-12,
      );
    }
    assertEquals(measure([1.7e308, 1.7e308, 1.7e308], [0, 1, 1]), 2 / 3);
    for (const value of [-3, 0, 5e-324, 1.7e308]) {
      assertEquals(measure([value], [1]), 1);
    }
  }
});

Deno.test("random maps score chance on average", () => {
  const random = new Random(4, 0, 0);
  const draws = 4000;
  for (const measure of MEASURES) {
    let sum = 0;
    for (let i = 0; i < draws; i++) {
      sum += measure(MASK.map(() => random.between(0, 1)), MASK);
    }
    // Standard deviation of a mean at most 0.0075; five of them.
    assertAlmostEquals(sum / draws, 1 / 3, 0.0375);
  }
});

Deno.test("masks that mark nothing or do not fit, and maps with NaN, are refused", () => {
  for (const measure of MEASURES) {
    assertThrows(
      () => measure([1, 2], [0, 0]),
      RangeError,
      "at least one pixel",
    );
    assertThrows(() => measure([1], [0, 1]), TypeError, "numbers are 1 and 2");
    assertThrows(() => measure([1, NaN], [0, 1]), RangeError, "pixel 1 is NaN");
  }
});

Deno.test("localization() scores every image with its own mask", async () => {
  await startBackend("cpu");
  const size = 16 * 16;
  const masks = Uint8Array.from(
    { length: 2 * size },
    (_, at) => Number(at < size ? at < 64 : at - size >= 192),
  );
  const scores = await localization(
    tinyNetwork(),
    { images: tinyImages(2), masks },
    {
      methods: {
        top: handMade((_, pixel) => -pixel),
        own: handMade((image, pixel) => masks[image * size + pixel]!),
      },
    },
  );
  for (const { name } of scores.data.measures) {
    assertEquals(scores.values("own", name), [[1, 1]]);
  }
  assertEquals(scores.values("top", "pointing game"), [[1, 0]]);
  assertEquals(scores.values("top", "relevance rank"), [[1, 0]]);
  assertEquals(
    scores.data.methods.filter(({ control }) => control).map(({ name }) =>
      name
    ),
    ["Random map", "Sobel edges", "Class-agnostic map"],
  );
  assert(String(scores.figure()).includes("own"));
  await assertRejects(
    () =>
      localization(tinyNetwork(), {
        images: tinyImages(2),
        masks: masks.subarray(1),
      }, { methods: { top: handMade(() => 0) } }),
    TypeError,
    "must have a Uint8Array of 512 values",
  );
  await assertRejects(
    () =>
      localization(tinyNetwork(), {
        images: tinyImages(1),
        masks: new Uint8Array(size),
      }, { methods: { top: handMade(() => 0) } }),
    RangeError,
    "at least one pixel",
  );
});

Deno.test("a mask that marks nothing is refused by its image", async () => {
  await startBackend("cpu");
  const masks = new Uint8Array(3 * 256).fill(1);
  masks.fill(0, 256, 512);
  await assertRejects(
    () =>
      localization(tinyNetwork(), { images: tinyImages(3), masks }, {
        methods: { own: handMade(() => 1) },
      }),
    RangeError,
    'Cannot use the mask of "image 2" as it must mark',
  );
});
