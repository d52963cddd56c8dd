import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  renderParts,
  renderShapes,
  renderTriggers,
  SHAPE_CLASSES,
  SHAPE_SIZE,
} from "../../../lib/data/shapes/mod.ts";
import { partNames, withoutPart } from "../../../lib/data/shapes/drawing.ts";
import {
  paintBackdrop,
  paintFigure,
} from "../../../lib/data/shapes/paint_scene.ts";
import { shapeScene } from "../../../lib/data/shapes/render_shapes.ts";
import { sha256 } from "./sha256.ts";

const PIXELS = SHAPE_SIZE ** 2;
const CHOICE = { seed: 5, count: 40 };

Deno.test("renderParts: whole images are those of renderShapes, byte by byte, the same on every machine", async () => {
  const { rgb, labels, removed, regions, parts } = renderParts(CHOICE);
  const whole = renderShapes(CHOICE);
  assertEquals(rgb, whole.rgb);
  assertEquals(labels, whole.labels);
  assertEquals(await sha256(removed), REMOVED);
  assertEquals(removed.length, parts.length * PIXELS * 3);
  assertEquals(regions.length, parts.length * PIXELS);
  const later = renderParts({ ...CHOICE, start: 7, count: 1 });
  const own = parts.flatMap(({ image }, i) => image === 7 ? [i] : []);
  assertEquals(
    later.removed,
    removed.slice(
      own[0]! * PIXELS * 3,
      (own.at(-1)! + 1) * PIXELS * 3,
    ),
  );
});

const REMOVED =
  "d2e16ddf26955cece755f09f63795b996560942c7648f7c9d71a9873b5ea5b3a";

Deno.test("renderParts: without a part, all but the part, its edge and its shadow is the same pixel by pixel", () => {
  const { rgb, parts, removed, regions } = renderParts(CHOICE);
  for (const [k, { image, name }] of parts.entries()) {
    const { scene } = shapeScene(CHOICE.seed, image);
    const [object] = scene.objects;
    const figure = {
      ...object!,
      drawing: object!.drawing.filter((part) => part.name === name)
        .map((part) => ({ ...part, outline: true })),
    };
    // Where the part alone covers, and where its shadow and its soft edge can be.
    const covered = paintFigure(
      paintBackdrop(scene.backdrop, SHAPE_SIZE),
      figure,
    );
    let inside = 0;
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      const differs = [0, 1, 2].some((c) =>
        rgb[3 * (image * PIXELS + pixel) + c] !==
          removed[3 * (k * PIXELS + pixel) + c]
      );
      assertEquals(regions[k * PIXELS + pixel], Number(differs));
      if (!differs) continue;
      assert(isNear(covered, pixel, 7), `${name} of image ${image}`);
      if (covered[pixel]! > 0) inside++;
    }
    assert(inside > 0, `${name} of image ${image}`);
  }
});

/** Whether something is covered within some pixels. */
function isNear(covered: Float64Array, pixel: number, reach: number): boolean {
  const [row, column] = [Math.floor(pixel / SHAPE_SIZE), pixel % SHAPE_SIZE];
  for (let y = row - reach; y <= row + reach; y++) {
    for (let x = column - reach; x <= column + reach; x++) {
      const within = y >= 0 && x >= 0 && y < SHAPE_SIZE && x < SHAPE_SIZE;
      if (within && covered[y * SHAPE_SIZE + x]! > 0) return true;
    }
  }
  return false;
}

Deno.test("renderParts: every class has three parts or more, and every figure is of one", () => {
  const seen = new Map<number, ReadonlySet<string>>();
  for (let index = 0; seen.size < SHAPE_CLASSES.length; index++) {
    const { label, scene } = shapeScene(8, index);
    const { drawing } = scene.objects[0]!;
    const names = partNames(drawing);
    assert(names.length >= 3, SHAPE_CLASSES[label]!);
    assert(drawing.every(({ name }) => name !== undefined));
    const left = names.reduce(withoutPart, drawing);
    assertEquals(left, []);
    seen.set(label, new Set(names));
  }
  assert(seen.get(SHAPE_CLASSES.indexOf("boat"))!.has("mainsail"));
  assert(seen.get(SHAPE_CLASSES.indexOf("cup"))!.has("handle"));
  assert(seen.get(SHAPE_CLASSES.indexOf("fish"))!.has("back fin"));
});

Deno.test("renderTriggers: without the trigger the image is that of renderShapes, with it nothing else differs", () => {
  const { rgb, clean, labels, masks } = renderTriggers({ seed: 3, count: 12 });
  const shapes = renderShapes({ seed: 3, count: 12 });
  assertEquals([clean, labels], [shapes.rgb, shapes.labels]);
  const places = new Set<number>();
  for (let image = 0; image < 12; image++) {
    const mask = masks.subarray(image * PIXELS, (image + 1) * PIXELS);
    assertEquals(mask.reduce((sum, x) => sum + x, 0), 81);
    places.add(mask.indexOf(1));
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      if (mask[pixel] === 1) continue;
      const at = 3 * (image * PIXELS + pixel);
      assertEquals(rgb.slice(at, at + 3), clean.slice(at, at + 3));
    }
  }
  assert(places.size > 8);
  const last = renderTriggers({ seed: 3, count: 1, start: 11 });
  assertEquals(last.rgb, rgb.slice(11 * PIXELS * 3));
});

Deno.test("parts and triggers refuse what is no choice of images", () => {
  for (const render of [renderParts, renderTriggers]) {
    assertThrows(() => render({ seed: 1, count: 0 }), RangeError, "count");
    assertThrows(() => render({ seed: -1, count: 1 }), RangeError, "seed");
  }
});
