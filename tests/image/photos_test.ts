import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { loadImage, loadImages } from "../../lib/image/mod.ts";
import { preprocessing } from "../../lib/model/mod.ts";
import { readSafetensors } from "../references/safetensors.ts";

const shared = Deno.env.get("FULLGRAD_SHARED") ??
  fileURLToPath(new URL("../../../shared", import.meta.url));
const has = (path: string) => {
  try {
    return Deno.statSync(`${shared}/${path}`) !== undefined;
  } catch {
    return false;
  }
};
const photos = [
  "caffe_cat.jpg",
  "coral_parrot.jpg",
  "elephant.jpg",
  "goldfish.jpg",
  "zebra.jpg",
];

for (const name of photos) {
  Deno.test({
    name: `loadImage() fits the photo ${name}`,
    ignore: !has(`images/${name}`),
    fn: async () => {
      const image = await loadImage(
        `${shared}/images/${name}`,
        { inputShape: [64, null, 3] },
        { preprocessing: "unit" },
      );
      const [, height, width] = image.shape;
      assertEquals(height, 64);
      assertEquals(image.names, [name]);
      // The codec library's own resize is a coarser filter, yet the same picture.
      const other = await sharp(`${shared}/images/${name}`)
        .resize(width, height, { fit: "fill", kernel: "linear" }).removeAlpha()
        .raw().toBuffer();
      const mean = other.reduce((sum, value, i) =>
        sum + Math.abs(value - image.rgb[i]!), 0) /
        other.length;
      assert(mean < 4, `mean difference ${mean}`);
    },
  });
}

const network = "references/squeezenet10_imagenet/expected.safetensors";
Deno.test({
  name: "loadImages() makes the input of SqueezeNet's references",
  ignore: !has(network) || !has("images/both.png"),
  fn: async () => {
    const inputShape = [227, 227, 3] as const;
    const images = await loadImages(
      [`${shared}/images/both.png`, `${shared}/images/goldfish.jpg`],
      { inputShape, preprocessing: preprocessing("caffe", inputShape) },
    );
    const expected = await readSafetensors(`${shared}/${network}`);
    const x = expected.get("x")!.data;
    const size = 227 * 227 * 3;
    for (const [own, theirs] of [[0, 0], [1, 2]] as const) {
      let worst = 0;
      for (let i = 0; i < size; i++) {
        worst = Math.max(
          worst,
          Math.abs(
            images.values[own * size + i]! - Number(x[theirs * size + i]),
          ),
        );
      }
      assert(worst < 1e-4, `worst difference ${worst}`);
    }
  },
});
