import type { Images } from "./images.ts";
import { normalize } from "./normalize.ts";
import type { Picture } from "./picture.ts";
import type { PictureSettings } from "./picture_settings.ts";
import { toRgb } from "./to_rgb.ts";

/** A picture and its name. */
export interface NamedPicture {
  /** The picture. */
  readonly picture: Picture;
  /** Its name. */
  readonly name: string;
}

/**
 * Returns the batch of pictures that are prepared already.
 *
 * @param pictures Each from `preparePicture()`, with its name; a single one is
 * kept, not copied.
 * @param settings The same settings.
 * @returns The batch, `rgb` being the pictures themselves.
 * @throws {RangeError} If there is none.
 * @throws {TypeError} If their sizes differ.
 */
export function imagesFromPictures(
  pictures: readonly NamedPicture[],
  settings: PictureSettings,
): Images {
  const first = pictures[0];
  if (first === undefined) {
    throw new RangeError(
      "Cannot make a batch as it must have at least 1 image: it has 0",
    );
  }
  const { height, width, channels } = first.picture;
  const other = pictures.find(({ picture }) =>
    picture.height !== height || picture.width !== width
  );
  if (other !== undefined) {
    throw new TypeError(
      "Cannot make a batch as its images must have one size (pass { size } to resize them): " +
        `"${first.name}" has ${height}×${width} and "${other.name}" ` +
        `${other.picture.height}×${other.picture.width}`,
    );
  }
  const data = joined(pictures.map(({ picture }) => picture.data));
  return {
    values: normalize(data, settings.preprocessing),
    shape: [pictures.length, height, width, channels],
    rgb:
      toRgb({ data, height: pictures.length * height, width, channels }).data,
    names: pictures.map(({ name }) => name),
  };
}

function joined(
  parts: readonly (Uint8Array | Uint8ClampedArray)[],
): Uint8Array | Uint8ClampedArray {
  if (parts.length === 1) return parts[0]!;
  const length = parts[0]!.length;
  const data = new Uint8Array(parts.length * length);
  parts.forEach((part, i) => data.set(part, i * length));
  return data;
}
