import { assertEquals, assertRejects } from "@std/assert";
import sharp from "sharp";
import { loadImage, loadImages } from "../../lib/image/mod.ts";
import { pattern } from "./pattern.ts";

async function png(height: number, width: number): Promise<Uint8Array> {
  const raw = { width, height, channels: 3 } as const;
  return new Uint8Array(
    await sharp(pattern(height, width), { raw }).png().toBuffer(),
  );
}

const unit = { preprocessing: "unit" } as const;

Deno.test("loadImages() is loadImage() of each, in order", async () => {
  const spec = { inputShape: [7, 7, 3] } as const;
  const sources = [await png(9, 12), await png(20, 8), await png(7, 7)];
  const batch = await loadImages(sources, spec, unit);
  assertEquals(batch.shape, [3, 7, 7, 3]);
  assertEquals(batch.names, ["image 1", "image 2", "image 3"]);
  for (const [i, source] of sources.entries()) {
    const one = await loadImage(source, spec, unit);
    assertEquals(batch.values.slice(i * 147, (i + 1) * 147), one.values);
    assertEquals(batch.rgb.slice(i * 147, (i + 1) * 147), one.rgb);
  }
});

Deno.test("loadImages() rejects an empty batch", async () => {
  await assertRejects(
    () => loadImages([], { inputShape: [7, 7, 3] }, unit),
    RangeError,
    "at least 1 image",
  );
});

Deno.test("loadImages() rejects mixed sizes, unless size is given", async () => {
  const open = { inputShape: [null, null, 3] } as const;
  const sources = [await png(9, 12), await png(20, 8)];
  await assertRejects(
    () => loadImages(sources, open, unit),
    TypeError,
    '"image 1" has 9×12 and "image 2" 20×8',
  );
  assertEquals((await loadImages(sources, open, { ...unit, size: 5 })).shape, [
    2,
    5,
    5,
    3,
  ]);
});

Deno.test("loadImages() names the file that is bad", async () => {
  await assertRejects(
    async () =>
      await loadImages([await png(2, 2), new Uint8Array(9)], {
        inputShape: [2, 2, 3],
      }, unit),
    SyntaxError,
    "Cannot decode image 2",
  );
});
