import sharp, { type Sharp } from "sharp";
import { cmykToRgb } from "./cmyk_to_rgb.ts";
import type { Picture } from "./picture.ts";

/** The formats that are read, by the codec library's name for them. */
const FORMATS: ReadonlyMap<string, string> = new Map([
  ["png", "PNG"],
  ["jpeg", "JPEG"],
  ["webp", "WebP"],
  ["gif", "GIF"],
  ["tiff", "TIFF"],
  ["heif", "AVIF"],
]);
const FORMAT_LIST = [...FORMATS.values()].join(", ");

/**
 * Returns the picture that an image file holds, in red, green, blue.
 *
 * The numbers are those of Pillow's `exif_transpose` and `convert("RGB")`, which
 * is what torchvision users see: EXIF orientation is applied, an alpha channel is
 * dropped (not composited), colour profiles are ignored, palettes are expanded,
 * CMYK becomes RGB by `(1 − c)(1 − k)`. Of an animation it is the first frame.
 * Of 16 bits the upper 8 are kept; for gray 16-bit files Pillow clips instead.
 *
 * @param bytes The file: PNG, JPEG, WebP, GIF, TIFF or AVIF.
 * @param name What to call it in an error.
 * @returns The picture, three channels.
 * @throws {SyntaxError} If the bytes are no image, or one that is cut off.
 * @throws {TypeError} If it is an image of a kind that is not read.
 */
export async function decodeImage(
  bytes: Uint8Array,
  name: string,
): Promise<Picture> {
  if (bytes.length === 0) {
    throw new SyntaxError(
      `Cannot decode ${name} as an image must have content: it has 0 bytes`,
    );
  }
  const { format, depth, space } = await orUnreadable(
    open(bytes).metadata(),
    bytes,
    name,
  );
  if (!FORMATS.has(format)) {
    throw new TypeError(
      `Cannot decode ${name} as its format must be one of ${FORMAT_LIST}: ` +
        `current value is ${format.toUpperCase()}`,
    );
  }
  if (depth !== "uchar" && depth !== "ushort") {
    throw new TypeError(
      `Cannot decode ${name} as its samples must be integers of 1 to 16 bits: ` +
        `current value is ${depth}`,
    );
  }
  const upright = open(bytes).autoOrient();
  const converted = space === "cmyk"
    ? upright.pipelineColourspace("cmyk").toColourspace("cmyk")
    : upright.toColourspace("srgb").removeAlpha();
  const { data, info } = await orUnreadable(
    converted.raw().toBuffer({ resolveWithObject: true }),
    bytes,
    name,
  );
  return {
    data: space === "cmyk" ? cmykToRgb(data) : new Uint8Array(data),
    height: info.height,
    width: info.width,
    channels: 3,
  };
}

/** `failOn: "error"` lets a file pass that a decoder only warns of, as Pillow does. */
function open(bytes: Uint8Array): Sharp {
  return sharp(bytes, { failOn: "error", ignoreIcc: true });
}

async function orUnreadable<T>(
  result: Promise<T>,
  bytes: Uint8Array,
  name: string,
): Promise<T> {
  try {
    return await result;
  } catch (cause) {
    const reason = cause instanceof Error
      ? cause.message.trim().replaceAll(/\s*\n\s*/g, "; ")
      : "";
    throw new SyntaxError(
      `Cannot decode ${name} as it must be a whole image file (${FORMAT_LIST}): ` +
        `current value is ${bytes.length} bytes with which the decoder stopped at "${reason}"`,
      { cause },
    );
  }
}
