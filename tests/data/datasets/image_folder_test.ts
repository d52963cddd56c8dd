import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import sharp from "sharp";
import {
  datasetImages,
  type ImageFolderOptions,
  loadImageFolder,
  subset,
} from "../../../lib/data/mod.ts";
import { fitPicture } from "../../../lib/image/mod.ts";
import { inFolder, write } from "./made_files.ts";

const COLORS = {
  "boats/2.png": [255, 0, 0],
  "boats/1.png": [0, 255, 0],
  "apples/x.PNG": [0, 0, 255],
} as const;

/** A folder of two classes with one image of one color a file. */
async function colors(folder: string): Promise<void> {
  for (const [name, [r, g, b]] of Object.entries(COLORS)) {
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
    await colors(folder);
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
    await colors(folder);
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

const PNG = new Uint8Array(
  await sharp({
    create: { width: 9, height: 3, channels: 3, background: "red" },
  }).png().toBuffer(),
);
const BMP = new Uint8Array([0x42, 0x4d, 58, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0]);

/** Writes files into a folder, with the folders on the way. */
async function fill(
  folder: string,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) {
    await Deno.mkdir(join(folder, name, ".."), { recursive: true });
    await write(folder, name, bytes);
  }
}

Deno.test("loadImageFolder() leaves out what operating systems leave behind, and counts the folders", async () => {
  await inFolder(async (folder) => {
    await fill(folder, {
      "boat/1.png": PNG,
      "boat/._1.png": BMP,
      "boat/.DS_Store": BMP,
      "boat/.hidden/2.png": PNG,
      "boat/__MACOSX/3.png": BMP,
      "boat/notes.txt": BMP,
      "boat/Thumbs.db": BMP,
      "fish/1.png": PNG,
      "__MACOSX/boat/._1.png": BMP,
      ".cache/1.png": PNG,
      "@eaDir/1.png": PNG,
      "boat/@eaDir/1.png/SYNOPHOTO_THUMB_M.jpg": PNG,
      "README.md": BMP,
    });
    const dataset = await loadImageFolder(folder, { size: 2 });
    assertEquals(dataset.classes, ["boat", "fish"]);
    assertEquals(dataset.size, 2);
    const name = folder.split(/[\\/]/).at(-1);
    assertEquals(dataset.notes, [
      `Left out of ${name}: 6 that are hidden folders (".cache", …).`,
    ]);
    assertEquals([...(await dataset.read([0, 1])).labels], [0, 1]);
  });
});

Deno.test("loadImageFolder() reads inner folders and every name of an image", async () => {
  await inFolder(async (folder) => {
    await fill(folder, {
      "boat/1.png": PNG,
      "boat/2024/2.png": PNG,
      "boat/2024/deep/er/3.JPEG": PNG,
      "boat/4.jfif": PNG,
      "boat/5.jpe": PNG,
      "boat/6.bmp": PNG,
      "boat/7.pjpeg": PNG,
      "fish/1.png": PNG,
    });
    const dataset = await loadImageFolder(folder, { size: 2 });
    assertEquals([dataset.size, dataset.notes], [8, []]);
    const { labels } = await dataset.read([...Array(8).keys()]);
    assertEquals([...labels], [0, 0, 0, 0, 0, 0, 0, 1]);
  });
});

Deno.test("loadImageFolder() counts what it leaves out in a note", async () => {
  await inFolder(async (folder) => {
    await fill(folder, {
      "boat/1.png": PNG,
      "boat/2.bmp": BMP,
      "boat/inner/3.heic": new Uint8Array(2),
      "boat/4.ppm": new Uint8Array(),
      "5.png": PNG,
    });
    await Deno.symlink("/nowhere/6.png", join(folder, "boat/6.png"));
    await Deno.symlink("/nowhere", join(folder, "gone"));
    const dataset = await loadImageFolder(folder, { size: 2 });
    assertEquals([dataset.size, dataset.classes], [1, ["boat"]]);
    const name = folder.split(/[\\/]/).at(-1);
    assertEquals(dataset.notes, [
      `Left out of ${name}: 3 in formats that are not read ("boat/2.bmp", …); 1 outside the folders of the classes ("5.png"); 2 that are links to nowhere, or no files ("boat/6.png", …).`,
    ]);
    // Who takes a part, or images, of it learns of it too.
    assertEquals(subset(dataset, [0]).notes, dataset.notes);
    const { images } = await datasetImages(dataset, [0], {
      inputShape: [2, 2, 3],
    });
    assertEquals(images.notes, dataset.notes);
    await fill(folder, { "fish/1.bmp": BMP });
    await assertRejects(
      () => loadImageFolder(folder, { size: 2 }),
      RangeError,
      '"fish" has none. Left out of',
    );
  });
});

Deno.test("loadImageFolder() follows links, and not in circles", async () => {
  await inFolder(async (folder) => {
    await fill(folder, {
      "elsewhere/images/1.png": PNG,
      "data/boat/2.png": PNG,
    });
    const data = join(folder, "data");
    await Deno.symlink(join(folder, "elsewhere/images"), join(data, "fish"));
    await Deno.symlink(
      join(folder, "elsewhere/images/1.png"),
      join(data, "boat/1.png"),
    );
    await Deno.symlink(data, join(data, "boat/again"));
    const dataset = await loadImageFolder(data, { size: 2 });
    assertEquals([dataset.size, dataset.classes], [3, ["boat", "fish"]]);
    assertEquals([...(await dataset.read([0, 1, 2])).labels], [0, 0, 1]);
  });
});

Deno.test("loadImageFolder() crops or stretches, by its option", async () => {
  await inFolder(async (folder) => {
    const halves = new Uint8Array(12 * 4 * 3);
    halves.forEach((_, i) => halves[i] = Math.floor(i / 3) % 12 < 6 ? 0 : 255);
    const png = await sharp(halves, {
      raw: { width: 12, height: 4, channels: 3 },
    }).png().toBuffer();
    await fill(folder, { "a/1.png": new Uint8Array(png) });
    const read = async (fit?: "crop" | "stretch") =>
      (await (await loadImageFolder(folder, { size: 4, channels: 1, fit }))
        .read([0])).pixels.subarray(0, 4);
    assertEquals([...await read()], [0, 0, 1, 1]);
    assertEquals(await read("crop"), await read());
    const picture = {
      data: halves,
      height: 4,
      width: 12,
      channels: 3,
    } as const;
    const { data } = fitPicture(picture, [4, 4], { fit: "stretch" });
    assertEquals(
      await read("stretch"),
      Float32Array.from([0, 1, 2, 3], (x) => data[3 * x]! / 255),
    );
  });
});

Deno.test("loadImageFolder() checks its options", async () => {
  await inFolder(async (folder) => {
    await fill(folder, { "a/1.png": PNG, "b/1.png": PNG });
    const wrong: readonly [options: unknown, says: string][] = [
      [
        { size: 2, channel: 1 },
        'no option "channel": did you mean "channels"?',
      ],
      [{ size: 2, channels: 4 }, "channels must be one of 1, 3"],
      [{ size: "2" }, "size must be a positive integer, or [height, width]"],
      [{ size: [2, 0] }, "size must be a positive integer, or [height, width]"],
      [{}, "size must be a positive integer, or [height, width]"],
      [undefined, "options must be an object"],
      [{ size: 2, classes: ["a", "a"] }, "none of them twice"],
      [{ size: 2, classes: [] }, "classes must be a list of names, not empty"],
      [{ size: 2, classes: "ab" }, "classes must be a list of names"],
      [{ size: 2, fit: "pad" }, 'fit must be one of "crop", "stretch"'],
      [{ size: 2, pixelLimit: -1 }, "pixelLimit must be a positive integer"],
    ];
    for (const [options, says] of wrong) {
      const error = await assertRejects(() =>
        loadImageFolder(folder, options as ImageFolderOptions)
      );
      assertStringIncludes(error.message, says);
    }
    await assertRejects(
      () => loadImageFolder("https://host/images", { size: 2 }),
      TypeError,
      "a folder must be one of this computer: its scheme is https:",
    );
    await assertRejects(
      () => loadImageFolder(join(folder, "a/1.png"), { size: 2 }),
      Deno.errors.NotFound,
      "there is no such folder",
    );
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    const stopped = await assertRejects(() =>
      loadImageFolder(folder, { size: 2, signal })
    );
    assert(stopped === reason);
    for (
      const [limit, says] of [
        [{ byteLimit: 10 }, '1.png" as it must have at most 10 bytes'],
        [{ pixelLimit: 26 }, '1.png" as it must have at most 26 pixels'],
      ] as const
    ) {
      const dataset = await loadImageFolder(folder, { size: 2, ...limit });
      await assertRejects(() => dataset.read([0]), RangeError, says);
    }
  });
});
