import { assertEquals, assertRejects } from "@std/assert";
import { loadMnist } from "../../../lib/data/mod.ts";
import { byteAt, gzip, idx, inFolder, write } from "./made_files.ts";

const COUNT = 3;
const [HEIGHT, WIDTH] = [4, 5];
const PIXELS = Array.from(
  { length: COUNT * HEIGHT * WIDTH },
  (_, i) =>
    byteAt(
      Math.floor(i / (HEIGHT * WIDTH)),
      Math.floor(i / WIDTH) % HEIGHT,
      i % WIDTH,
      0,
    ),
);
const IMAGES = idx([COUNT, HEIGHT, WIDTH], PIXELS);
const LABELS = idx([COUNT], [5, 0, 9]);

Deno.test("loadMnist() reads plain and packed files alike", async () => {
  await inFolder(async (folder) => {
    const plain = await loadMnist(
      await write(folder, "images", IMAGES),
      await write(folder, "labels", LABELS),
    );
    const packed = await loadMnist(
      await write(folder, "images.gz", await gzip(IMAGES)),
      await write(folder, "labels.gz", await gzip(LABELS)),
    );
    for (const dataset of [plain, packed]) {
      assertEquals(dataset.size, COUNT);
      assertEquals(dataset.imageShape, [HEIGHT, WIDTH, 1]);
      const { pixels, labels } = await dataset.read([2, 0]);
      assertEquals([...labels], [9, 5]);
      assertEquals(
        [...pixels],
        [...PIXELS.slice(2 * HEIGHT * WIDTH), ...PIXELS.slice(0, 20)]
          .map((byte) => Math.fround(byte / 255)),
      );
    }
  });
});

Deno.test("loadMnist() unpacks no more than the header says", async () => {
  await inFolder(async (folder) => {
    const labels = await write(folder, "labels", LABELS);
    const growing = await gzip([...IMAGES, ...new Uint8Array(1e6)]);
    const images = await write(folder, "images", growing);
    await assertRejects(
      () => loadMnist(images, labels),
      SyntaxError,
      "as it must have 76 bytes by its header: it has more",
    );
    const other = await write(folder, "other", await gzip(LABELS));
    await assertRejects(
      () => loadMnist(other, labels),
      SyntaxError,
      "must begin with 0, 0, 8, 3, bytes on 3 axes: current bytes are 0, 0, 8, 1",
    );
  });
});

Deno.test("loadMnist() refuses files that are not what they should be", async () => {
  await inFolder(async (folder) => {
    const labels = await write(folder, "labels", LABELS);
    const images = await write(folder, "images", IMAGES);
    const refused = async (bytes: readonly number[], message: string) => {
      const path = await write(folder, "wrong", bytes);
      await assertRejects(() => loadMnist(path, labels), SyntaxError, message);
    };
    await refused(
      IMAGES.slice(0, -1),
      "must come in 76 bytes: current size is 75",
    );
    await refused([...IMAGES, 0], "current size is 77 bytes");
    await refused(IMAGES.slice(0, 10), "its header must have 16 bytes");
    await refused([1, ...IMAGES.slice(1)], "current bytes are 1, 0, 8, 3");
    await refused(
      [0, 0, 13, ...IMAGES.slice(3)],
      "current bytes are 0, 0, 13, 3",
    );
    await refused(LABELS, "current bytes are 0, 0, 8, 1");
    await refused(
      idx([2, HEIGHT, WIDTH], PIXELS.slice(0, 40)),
      "a label for each of the 2 images",
    );
    await refused(idx([0, HEIGHT, WIDTH], []), "every axis must be over 0");
    const dataset = await loadMnist(images, labels, { classes: ["a", "b"] });
    assertEquals([...(await dataset.read([1])).labels], [0]);
    await assertRejects(
      () => dataset.read([0]),
      SyntaxError,
      "the label of image 0 must be in 0…1: current value is 5",
    );
  });
});
