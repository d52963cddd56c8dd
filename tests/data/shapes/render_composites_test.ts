import { assert, assertEquals, assertThrows } from "@std/assert";
import { renderComposites, SHAPE_SIZE } from "../../../lib/data/shapes/mod.ts";
import { sha256 } from "./sha256.ts";

const PIXELS = SHAPE_SIZE * SHAPE_SIZE;

Deno.test("renderComposites: the same images on every machine", async () => {
  const { rgb, masks } = renderComposites({ seed: 1, count: 100 });
  assertEquals(
    await sha256(rgb),
    "c09dc76cb1ee58ec47ea321b7c3fc36fe6d93eee05a33cfd75a0622ca1b986af",
  );
  assertEquals(
    await sha256(masks),
    "4db02266e577ad3650d9728f7b9e89ee3cf3f332fc8e767e6a8fc199cd354f51",
  );
});

Deno.test("renderComposites: a part is that part of the whole", () => {
  const whole = renderComposites({ seed: 4, count: 7 });
  const part = renderComposites({ seed: 4, count: 3, start: 2 });
  assertEquals(part.rgb, whole.rgb.slice(2 * PIXELS * 3, 5 * PIXELS * 3));
  assertEquals(part.labels, whole.labels.slice(4, 10));
  assertEquals(part.masks, whole.masks.slice(4 * PIXELS, 10 * PIXELS));
  assertEquals(part.halves, whole.halves.slice(2, 5));
});

Deno.test("renderComposites: two classes, each in its half, apart", () => {
  const { labels, masks, halves } = renderComposites({ seed: 5, count: 200 });
  for (let i = 0; i < 200; i++) {
    assert(labels[2 * i] !== labels[2 * i + 1], `image ${i}`);
    const [first, second] = [0, 1].map((k) =>
      masks.subarray((2 * i + k) * PIXELS, (2 * i + k + 1) * PIXELS)
    );
    assert(first!.every((m, pixel) => m * second![pixel]! === 0), `image ${i}`);
    for (
      const [mask, half] of [[first, halves[i]![0]], [
        second,
        halves[i]![1],
      ]] as const
    ) {
      const pixels = [...mask!.keys()].filter((pixel) => mask![pixel] === 1);
      assert(pixels.length > 0.02 * PIXELS, `image ${i}: ${pixels.length}`);
      // A tilted corner may reach a pixel into the other half.
      const within = pixels.filter((pixel) => isIn(half, pixel));
      assert(within.length >= 0.97 * pixels.length, `image ${i}: ${half}`);
    }
  }
});

Deno.test("renderComposites: both ways of halving, all ordered pairs", () => {
  const { labels, halves } = renderComposites({ seed: 9, count: 600 });
  const pairs = new Set(
    halves.map((_, i) => 10 * labels[2 * i]! + labels[2 * i + 1]!),
  );
  // Of 90 pairs, about 90·e^(−600/90) = 0.1 is missing.
  assert(pairs.size >= 88, `${pairs.size} of 90`);
  const sideBySide = halves.filter(([half]) => half === "left").length;
  // Four standard deviations of 600 tosses of a coin.
  assert(Math.abs(sideBySide - 300) < 49, `${sideBySide} of 600`);
});

Deno.test("renderComposites: options that choose no images", () => {
  assertThrows(
    () => renderComposites({ seed: -1, count: 1 }),
    RangeError,
    "seed",
  );
  assertThrows(
    () => renderComposites({ seed: 1, count: 0 }),
    RangeError,
    "count",
  );
});

function isIn(half: string, pixel: number): boolean {
  const row = Math.floor(pixel / SHAPE_SIZE);
  const column = pixel % SHAPE_SIZE;
  const position = half === "left" || half === "right" ? column : row;
  const isFirst = half === "left" || half === "top";
  return isFirst === position < SHAPE_SIZE / 2;
}
