import * as fc from "fast-check";
import sharp from "sharp";
import { loadImages } from "../../../lib/image/mod.ts";
import { loadModel } from "../../../lib/model/mod.ts";
import { type Damage, damaged, damages } from "../damage.ts";
import { endsWell, type FuzzTarget, Unexpected } from "../target.ts";

const FORMATS = ["png", "jpeg", "webp", "gif", "tiff", "avif"] as const;

const model = await loadModel("shapes_vgg9");

const ORIGINALS: readonly Uint8Array[] = await Promise.all(
  FORMATS.map(async (format) => {
    const [width, height, channels] = [19, 13, 4] as const;
    const pixels = Uint8Array.from(
      { length: width * height * channels },
      (_, i) => (i * i * 7 + i * 31) % 256,
    );
    const picture = sharp(pixels, { raw: { width, height, channels } });
    return new Uint8Array(await picture.toFormat(format).toBuffer());
  }),
);

/** Pictures of every format, damaged. */
export const pictures: FuzzTarget<readonly [Uint8Array, Damage]> = {
  cases: fc.tuple(fc.constantFrom(...ORIGINALS), damages),
  check: async ([file, damage]) => {
    const bytes = damaged(file, damage);
    await endsWell(async () => {
      const { values, shape } = await loadImages([bytes], model);
      if (`${shape}` !== "1,64,64,3") throw new Unexpected(`shape ${shape}`);
      if (!values.every(Number.isFinite)) {
        throw new Unexpected("a picture has values that are not finite");
      }
    });
  },
};
