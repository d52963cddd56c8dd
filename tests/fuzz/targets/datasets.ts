import { join } from "node:path";
import * as fc from "fast-check";
import sharp from "sharp";
import {
  type Dataset,
  loadCifar10,
  loadCifar100,
  loadImageFolder,
  loadMnist,
} from "../../../lib/data/mod.ts";
import { type Damage, damaged, damages } from "../damage.ts";
import { endsWell, type FuzzTarget, Unexpected } from "../target.ts";

/** Reads everything, and fails if a label or a pixel is none. */
async function readAll(dataset: Dataset): Promise<void> {
  if (dataset.size === 0) return;
  const { pixels, labels } = await dataset.read([
    ...Array(dataset.size).keys(),
  ]);
  if (!pixels.every((value) => value >= 0 && value <= 1)) {
    throw new Unexpected("a pixel is not within 0…1");
  }
  if (!labels.every((label) => label < dataset.classes.length)) {
    throw new Unexpected("a label has no class");
  }
}

/** Records of CIFAR's binary format, damaged. */
export const cifar: FuzzTarget<readonly [10 | 100, number, Damage]> = {
  cases: fc.tuple(
    fc.constantFrom(10, 100),
    fc.integer({ min: 0, max: 3 }),
    damages,
  ),
  check: async ([classes, count, damage], folder) => {
    const length = classes === 10 ? 3073 : 3074;
    const path = join(folder, "batch.bin");
    await Deno.writeFile(path, damaged(new Uint8Array(count * length), damage));
    await endsWell(async () =>
      readAll(await (classes === 10 ? loadCifar10(path) : loadCifar100(path)))
    );
  },
};

/** MNIST's files, damaged. */
export const mnist: FuzzTarget<readonly [Damage, Damage]> = {
  cases: fc.tuple(damages, damages),
  check: async ([first, second], folder) => {
    const images = Uint8Array.from(
      [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 3, ...Array(18).fill(9)],
    );
    const labels = Uint8Array.from([0, 0, 8, 1, 0, 0, 0, 2, 4, 7]);
    const paths = [join(folder, "images"), join(folder, "labels")] as const;
    await Deno.writeFile(paths[0], damaged(images, first));
    await Deno.writeFile(paths[1], damaged(labels, second));
    await endsWell(async () => readAll(await loadMnist(...paths)));
  },
};

const PICTURE = new Uint8Array(
  await sharp({
    create: { width: 5, height: 4, channels: 3, background: "#123456" },
  }).png().toBuffer(),
);

const sometimesDamaged: fc.Arbitrary<Damage | null> = fc.option(damages, {
  freq: 1,
});

const names = fc.oneof(
  fc.constantFrom("a.png", "._a.png", ".png", "a.jpeg", "b.txt", "Thumbs.db"),
  fc.string({ minLength: 1, maxLength: 12, unit: "grapheme" })
    .map((text) => `${text.replaceAll(/[/\0]/g, "_")}.png`),
);

/** Folders of pictures with files of any name in them. */
export const imageFolder: FuzzTarget<
  readonly (readonly [string, string, Damage | null])[]
> = {
  cases: fc.array(
    fc.tuple(
      fc.constantFrom("boat", "cat", "__MACOSX", ".hidden", "boat/inner"),
      names,
      sometimesDamaged,
    ),
    { maxLength: 6 },
  ),
  check: async (files, folder) => {
    const root = join(folder, "images");
    await Deno.mkdir(root, { recursive: true });
    for (const [inner, name, damage] of files) {
      await Deno.mkdir(join(root, inner), { recursive: true });
      const bytes = damage ? damaged(PICTURE, damage) : PICTURE;
      // A name can be too long for the file system, or `.` or `..`.
      await Deno.writeFile(join(root, inner, name), bytes).catch(() => {});
    }
    await endsWell(async () =>
      readAll(await loadImageFolder(root, { size: 8 }))
    );
    await Deno.remove(root, { recursive: true });
  },
};
