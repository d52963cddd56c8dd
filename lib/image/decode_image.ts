import {
  type DecodedPixels,
  MissingLibraryError,
  platform,
} from "../platform/mod.ts";
import { drawGifFrame, gifFrame } from "./gif_frame.ts";
import { cmykToRgb, type Picture } from "./picture.ts";
import { withValidOrientation } from "./tiff_orientation.ts";

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

/** Pixels of a picture at most: 0.8 GB when decoded. */
export const PIXEL_LIMIT: number = 2 ** 28;

/**
 * Returns the picture that an image file holds, in red, green, blue.
 *
 * The numbers are those of Pillow's `exif_transpose` and `convert("RGB")`, which
 * is what torchvision users see: EXIF orientation is applied, an alpha channel is
 * dropped (not composited), color profiles are ignored, palettes are expanded,
 * CMYK becomes RGB by `(1 − c)(1 − k)`. Of an animation it is the first frame; what
 * that of a GIF does not fill has the transparent color, or the palette's first.
 * Of 16 bits the upper 8 are kept; for gray 16-bit files Pillow clips instead.
 * Of an AVIF with halved chroma (4:2:0) every chroma value is repeated, where Pillow
 * (11.3 and later) interpolates: 0.2 to 1.5 levels on average on three photos, 48 at
 * a sharp edge of color.
 *
 * @param bytes The file: PNG, JPEG, WebP, GIF, TIFF or AVIF.
 * @param name What to call it in an error.
 * @param pixelLimit Height times width at most; found before it is decoded.
 * @returns The picture, three channels.
 * @throws {SyntaxError} If the bytes are no image, or one that is cut off.
 * @throws {TypeError} If it is an image of a kind that is not read.
 * @throws {RangeError} If it has more pixels than the limit.
 * @throws {MissingLibraryError} If what decodes it cannot be loaded.
 */
export async function decodeImage(
  bytes: Uint8Array,
  name: string,
  pixelLimit: number = PIXEL_LIMIT,
): Promise<Picture> {
  if (bytes.length === 0) {
    throw new SyntaxError(
      `Cannot decode ${name} as an image must have content: it has 0 bytes`,
    );
  }
  const { inspect } = await platform();
  const { format, depth, space, width, height } = await orUnreadable(
    inspect(bytes),
    bytes,
    name,
  );
  if (!FORMATS.has(format)) {
    throw new TypeError(
      `Cannot decode ${name} as its format must be one of ${FORMAT_LIST}: ` +
        `current value is ${format.toUpperCase()}`,
    );
  }
  checkPixels(height, width, pixelLimit, name);
  if (depth !== "uchar" && depth !== "ushort") {
    throw new TypeError(
      `Cannot decode ${name} as its samples must be integers of 1 to 16 bits: ` +
        `current value is ${depth}`,
    );
  }
  if (format === "gif") return await decodeGif(bytes, name, pixelLimit);
  const isCmyk = space === "cmyk";
  const { data, ...size } = await decoded(
    format === "tiff" ? withValidOrientation(bytes) : bytes,
    isCmyk,
    bytes,
    name,
  );
  return { ...size, data: isCmyk ? cmykToRgb(data) : data, channels: 3 };
}

function checkPixels(
  height: number,
  width: number,
  pixelLimit: number,
  name: string,
): void {
  if (height * width <= pixelLimit) return;
  throw new RangeError(
    `Cannot decode ${name} as it must have at most ${pixelLimit} pixels (pixelLimit): current size is ${height} × ${width} = ${
      height * width
    }`,
  );
}

async function decodeGif(
  bytes: Uint8Array,
  name: string,
  pixelLimit: number,
): Promise<Picture> {
  const frame = gifFrame(bytes);
  if (frame === undefined) {
    throw unreadable("the file ends before its frame", bytes, name);
  }
  // The library looks at all frames, the picture is as large as the first needs.
  checkPixels(...frame.canvas, pixelLimit, name);
  const coded = await decoded(frame.file, false, bytes, name);
  const picture = drawGifFrame(frame, coded.data);
  if (picture === undefined) {
    throw unreadable("the frame has not all its pixels", bytes, name);
  }
  return picture;
}

async function decoded(
  file: Uint8Array,
  inks: boolean,
  bytes: Uint8Array,
  name: string,
): Promise<DecodedPixels> {
  const { decode } = await platform();
  return await orUnreadable(decode(file, inks), bytes, name);
}

async function orUnreadable<T>(
  result: Promise<T>,
  bytes: Uint8Array,
  name: string,
): Promise<T> {
  try {
    return await result;
  } catch (cause) {
    if (cause instanceof MissingLibraryError) throw cause;
    const lines = cause instanceof Error ? cause.message.split("\n") : [];
    const reasons = new Set(lines.map((line) => line.trim()).filter(Boolean));
    throw unreadable([...reasons].join("; "), bytes, name, cause);
  }
}

function unreadable(
  reason: string,
  bytes: Uint8Array,
  name: string,
  cause?: unknown,
): SyntaxError {
  return new SyntaxError(
    `Cannot decode ${name} as it must be a whole image file (${FORMAT_LIST}): ` +
      `current value is ${bytes.length} bytes with which the decoder stopped at "${reason}"`,
    { cause },
  );
}
