import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  renderComposites,
  renderShapes,
  SHAPE_CLASSES,
  SHAPE_SIZE,
} from "../../../lib/data/shapes/mod.ts";
import { paintScene } from "../../../lib/data/shapes/paint_scene.ts";
import { shapeScene } from "../../../lib/data/shapes/render_shapes.ts";
import { sha256 } from "./sha256.ts";

const PIXELS = SHAPE_SIZE * SHAPE_SIZE;

Deno.test("renderShapes: the same images on every machine", async () => {
  const { rgb, masks } = renderShapes({ seed: 1, count: 100 });
  assertEquals(
    await sha256(rgb),
    "7bd3190627efcef1a0f60e7472f8603e8ed614b5890394cd54ca0697222efb99",
  );
  assertEquals(
    await sha256(masks),
    "87fec471270d761ae447ad8efaedf7bf81ffa717a553c3b904651b4746bb4731",
  );
});

Deno.test("renderShapes: a part is that part of the whole", () => {
  const whole = renderShapes({ seed: 4, count: 9 });
  const part = renderShapes({ seed: 4, count: 3, start: 5 });
  assertEquals(part.rgb, whole.rgb.slice(5 * PIXELS * 3, 8 * PIXELS * 3));
  assertEquals(part.labels, whole.labels.slice(5, 8));
  assertEquals(part.masks, whole.masks.slice(5 * PIXELS, 8 * PIXELS));
});

Deno.test("renderShapes: seeds and indices give different images", async () => {
  const hashes = new Set<string>();
  for (const seed of [0, 1, 2 ** 32 - 1]) {
    for (const start of [0, 1, 2 ** 32 - 1]) {
      hashes.add(await sha256(renderShapes({ seed, count: 1, start }).rgb));
    }
  }
  assertEquals(hashes.size, 9);
});

Deno.test("renderShapes: every class is equally likely", () => {
  // Chi-square with 9 degrees of freedom exceeds 27.9 in 0.1 % of cases.
  const counts = SHAPE_CLASSES.map(() => 0);
  for (let index = 0; index < 4000; index++) {
    counts[shapeScene(3, index).label]! += 1;
  }
  const chiSquare = counts.reduce((sum, n) => sum + (n - 400) ** 2 / 400, 0);
  assert(chiSquare < 27.9, `${counts}`);
});

Deno.test("renderShapes: without its object, only the mask and its shadow change", () => {
  for (let index = 0; index < 60; index++) {
    const { scene } = shapeScene(6, index);
    const { rgb, masks: [mask] } = paintScene(scene, SHAPE_SIZE);
    const bare = paintScene({ ...scene, objects: [] }, SHAPE_SIZE).rgb;
    let inside = 0;
    let changedInside = 0;
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      const changed = [0, 1, 2].some((c) =>
        rgb[3 * pixel + c] !== bare[3 * pixel + c]
      );
      inside += mask![pixel]!;
      if (mask![pixel] === 1 && changed) changedInside += 1;
      // The shadow ends six pixels from the object.
      assert(!changed || isNear(mask!, pixel, 6), `image ${index}`);
    }
    assert(changedInside >= 0.98 * inside, `image ${index}`);
  }
});

Deno.test("renderShapes: objects are neither specks nor walls", () => {
  const { masks } = renderShapes({ seed: 8, count: 500 });
  for (let i = 0; i < 500; i++) {
    const mask = masks.subarray(i * PIXELS, (i + 1) * PIXELS);
    const area = mask.reduce((sum, m) => sum + m, 0) / PIXELS;
    assert(area > 0.02 && area < 0.6, `image ${i}: ${area}`);
  }
});

Deno.test("renderShapes: the color of an object does not tell its class", () => {
  // A guess is right in 10 % of cases. Pale parts (sails, a mushroom's stem)
  // tell a little; the bound says that they tell no more than that.
  const centers = SHAPE_CLASSES.map(() => ({ sum: [0, 0, 0], count: 0 }));
  const training = meanColors(11);
  training.colors.forEach((color, i) => {
    const center = centers[training.labels[i]!]!;
    center.count += 1;
    color.forEach((value, c) => center.sum[c]! += value);
  });
  const test = meanColors(12);
  const right = test.colors.filter((color, i) => {
    const distances = centers.map(({ sum, count }) =>
      color.reduce((d, value, c) => d + (value - sum[c]! / count) ** 2, 0)
    );
    return distances.indexOf(Math.min(...distances)) === test.labels[i];
  });
  assert(right.length / 500 < 0.25, `${right.length} of 500`);
});

Deno.test("renderShapes: options that choose no images", () => {
  assertThrows(
    () => renderShapes({ seed: 0.5, count: 1 }),
    RangeError,
    "Cannot render shapes as seed must be an integer in 0…4294967295: current value is 0.5",
  );
  for (const count of [0, -1, NaN, 2 ** 32 + 1]) {
    assertThrows(() => renderShapes({ seed: 1, count }), RangeError, "count");
  }
  assertThrows(
    () => renderShapes({ seed: 1, count: 2, start: 2 ** 32 - 1 }),
    RangeError,
    "must add up to at most 4294967296: current values are 4294967295 and 2",
  );
  const wrong: readonly (readonly [options: unknown, says: string])[] = [
    [{ seed: 1, cout: 3 }, 'no option "cout": did you mean "count"?'],
    [{ seed: 1 }, "count must be an integer in 1…174762"],
    [{ count: 1 }, "seed must be an integer in 0…4294967295"],
    [{ seed: "1", count: 1 }, "seed must be an integer"],
    [7, "options must be an object"],
  ];
  for (const [options, says] of wrong) {
    for (const render of [renderShapes, renderComposites]) {
      assertThrows(() => render(options as never), TypeError, says);
    }
  }
  assertThrows(
    () => renderShapes({ seed: 1, count: 1, start: -1 }),
    RangeError,
    "start",
  );
});

function isNear(mask: Uint8Array, pixel: number, reach: number): boolean {
  const row = Math.floor(pixel / SHAPE_SIZE);
  const column = pixel % SHAPE_SIZE;
  for (let r = row - reach; r <= row + reach; r++) {
    for (let c = column - reach; c <= column + reach; c++) {
      const isPixel = r >= 0 && c >= 0 && r < SHAPE_SIZE && c < SHAPE_SIZE;
      if (isPixel && mask[r * SHAPE_SIZE + c] === 1) return true;
    }
  }
  return false;
}

/** The mean colors of the objects of 500 images. */
function meanColors(
  seed: number,
): { readonly colors: number[][]; readonly labels: Uint8Array } {
  const { rgb, labels, masks } = renderShapes({ seed, count: 500 });
  const colors = Array.from(labels, (_, i) => {
    const sum = [0, 0, 0];
    let count = 0;
    for (let pixel = i * PIXELS; pixel < (i + 1) * PIXELS; pixel++) {
      if (masks[pixel] === 0) continue;
      count += 1;
      sum.forEach((_, c) => sum[c]! += rgb[3 * pixel + c]!);
    }
    return sum.map((value) => value / count);
  });
  return { colors, labels };
}
