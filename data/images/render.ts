/**
 * Writes the example images into this folder: `deno run -A data/images/render.ts`.
 *
 * @module
 */
import sharp from "sharp";
import { SHAPE_SIZE } from "../../lib/data/shapes/mod.ts";
import { examples } from "./examples.ts";

for (const { file, rgb } of examples()) {
  const png = await sharp(rgb, {
    raw: { width: SHAPE_SIZE, height: SHAPE_SIZE, channels: 3 },
  }).png({ compressionLevel: 9 }).toBuffer();
  await Deno.writeFile(new URL(file, import.meta.url), png);
}
