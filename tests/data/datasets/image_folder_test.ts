import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import sharp from "sharp";
import { loadImageFolder } from "../../../lib/data/mod.ts";
import { inFolder, write } from "./made_files.ts";

const COLOURS = {
  "boats/2.png": [255, 0, 0],
  "boats/1.png": [0, 255, 0],
  "apples/x.PNG": [0, 0, 255],
} as const;

/** A folder of two classes with one image of one colour a file. */
async function colours(folder: string): Promise<void> {
  for (const [name, [r, g, b]] of Object.entries(COLOURS)) {
    await Deno.mkdir(join(folder, name.split("/")[0]!), { recursive: true });
    const background = { r, g, b };
    const png = await sharp({
      create: { width: 6, height: 4, channels: 3, background },
    }).png().toBuffer();
    await write(folder, name, png);
  }
  await write(folder, "boats/notes.txt", [1, 2]);
  await write(folder, "README.md", [1]);
  await Deno.mkdir(join(folder, ".git"));
}

Deno.test("loadImageFolder() lists classes and files in order", async () => {
  await inFolder(async (folder) => {
    await colours(folder);
    const dataset = await loadImageFolder(folder, { size: [2, 3] });
    assertEquals(dataset.classes, ["apples", "boats"]);
    assertEquals([dataset.size, ...dataset.imageShape], [3, 2, 3, 3]);
    const { pixels, labels } = await dataset.read([0, 1, 2]);
    assertEquals([...labels], [0, 1, 1]);
    const first = [0, 1, 2].map((
      i,
    ) => [...pixels.subarray(18 * i, 18 * i + 3)]);
    assertEquals(first, [[0, 0, 1], [0, 1, 0], [1, 0, 0]]);
    const gray = await loadImageFolder(folder, { size: 2, channels: 1 });
    const luma = (await gray.read([2])).pixels;
    assertEquals(luma.length, 4);
    assert(Math.abs(luma[0]! - 0.299) < 1 / 255);
    const named = await loadImageFolder(folder, {
      size: 2,
      classes: ["boats", "apples"],
    });
    assertEquals([...(await named.read([0, 2])).labels], [0, 1]);
  });
});

Deno.test("loadImageFolder() says what is wrong with a folder", async () => {
  await inFolder(async (folder) => {
    await assertRejects(
      () => loadImageFolder(folder, { size: 2 }),
      RangeError,
      "must have a folder for each class, and no other: there is none",
    );
    await colours(folder);
    await assertRejects(
      () => loadImageFolder(folder, { size: 2, classes: ["boats", "cars"] }),
      RangeError,
      'there is none for "cars"',
    );
    await assertRejects(
      () => loadImageFolder(folder, { size: 2, classes: ["boats"] }),
      RangeError,
      '"apples" is no class',
    );
    await assertRejects(
      () => loadImageFolder(folder, { size: 0 }),
      RangeError,
      "size must be a positive integer",
    );
    await assertRejects(
      () => loadImageFolder(`${folder}/none`, { size: 2 }),
      Deno.errors.NotFound,
      "there is no such folder",
    );
    await write(folder, "apples/broken.png", [0x89, 0x50, 0x4e, 0x47]);
    const dataset = await loadImageFolder(folder, { size: 2 });
    await assertRejects(() => dataset.read([0]), SyntaxError, "broken.png");
    await Deno.mkdir(`${folder}/cars`);
    await assertRejects(
      () => loadImageFolder(folder, { size: 2 }),
      RangeError,
      '"cars" has none',
    );
  });
});
