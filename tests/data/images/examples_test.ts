import { assertEquals } from "@std/assert";
import sharp from "sharp";
import { examples } from "../../../data/images/examples.ts";

for (const { file, rgb, classes } of examples()) {
  Deno.test(`data/images/${file} is what the generator draws`, async () => {
    const path = new URL(`../../../data/images/${file}`, import.meta.url);
    const { data, info } = await sharp(await Deno.readFile(path))
      .raw().toBuffer({ resolveWithObject: true });
    assertEquals([info.width, info.height, info.channels], [64, 64, 3]);
    assertEquals(new Uint8Array(data), rgb);
  });

  Deno.test(`data/images/${file} shows what its name says`, () => {
    assertEquals(`${classes.join("_and_")}.png`, file);
  });
}
