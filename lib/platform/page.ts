import { type CanvasContext, SCOPE } from "./page_scope.ts";
import type {
  DecodedPixels,
  PictureFormat,
  PictureInfo,
  Pixels,
  Platform,
} from "./platform.ts";
import { withoutAlpha } from "./without_alpha.ts";

/** A page in a browser, or a worker of one. */
export const page: Platform = { inspect, decode, encode, rasterize, pdf };

/** What pages read, by how the files begin. */
const FORMATS: Readonly<Record<string, RegExp>> = {
  png: /^\x89PNG/,
  jpeg: /^\xff\xd8\xff/,
  gif: /^GIF8/,
  webp: /^RIFF[^]{4}WEBP/,
  heif: /^[^]{4}ftyp/,
  tiff: /^(II[*+]\0|MM\0[*+])/,
};

async function inspect(bytes: Uint8Array): Promise<PictureInfo> {
  const start = String.fromCharCode(...bytes.subarray(0, 12));
  const [format] = Object.entries(FORMATS)
    .find(([, begins]) => begins.test(start)) ?? [];
  if (format === undefined) throw new Error("an unknown beginning");
  if (format === "tiff") throw new Error("TIFF, which no browser reads");
  const bitmap = await bitmapOf(bytes);
  const { height, width } = bitmap;
  bitmap.close();
  // What else there is, the browser makes 8 bits of red, green and blue.
  return { format, depth: "uchar", space: "srgb", height, width };
}

async function decode(bytes: Uint8Array): Promise<DecodedPixels> {
  const bitmap = await bitmapOf(bytes);
  try {
    const rgba = drawnPixels(bitmap);
    const isOpaque = rgba.every((value, i) => i % 4 < 3 || value === 255);
    const { height, width } = bitmap;
    const data = withoutAlpha(isOpaque ? rgba : texturePixels(bitmap));
    return { data, height, width, channels: 3 };
  } finally {
    bitmap.close();
  }
}

function bitmapOf(bytes: Uint8Array): Promise<ImageBitmap> {
  return createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>]), {
    colorSpaceConversion: "none",
    premultiplyAlpha: "none",
  });
}

/** The pixels as a canvas has them, which forgets the color of clear ones. */
function drawnPixels(bitmap: ImageBitmap): Uint8Array {
  const { height, width } = bitmap;
  const context = contextOf(width, height);
  context.drawImage(bitmap, 0, 0);
  return pixelsOn(context);
}

function pixelsOn(context: CanvasContext): Uint8Array {
  const { width, height } = context.canvas;
  return new Uint8Array(context.getImageData(0, 0, width, height).data.buffer);
}

/** The pixels as they are, by way of a texture. */
function texturePixels(bitmap: ImageBitmap): Uint8Array {
  const { height, width } = bitmap;
  const gl = new SCOPE.OffscreenCanvas(1, 1).getContext("webgl2");
  if (
    gl === null ||
    Math.max(height, width) > gl.getParameter(gl.MAX_TEXTURE_SIZE)
  ) {
    throw new Error("transparent pixels, which this browser cannot read");
  }
  const { TEXTURE_2D, FRAMEBUFFER, RGBA, UNSIGNED_BYTE } = gl;
  const texture = gl.createTexture();
  gl.bindTexture(TEXTURE_2D, texture);
  gl.texImage2D(TEXTURE_2D, 0, RGBA, RGBA, UNSIGNED_BYTE, bitmap);
  gl.bindFramebuffer(FRAMEBUFFER, gl.createFramebuffer());
  gl.framebufferTexture2D(
    FRAMEBUFFER,
    gl.COLOR_ATTACHMENT0,
    TEXTURE_2D,
    texture,
    0,
  );
  const data = new Uint8Array(4 * height * width);
  gl.readPixels(0, 0, width, height, RGBA, UNSIGNED_BYTE, data);
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return data;
}

async function encode(
  pixels: Pixels,
  { type, quality = 90, exact = false, height, width }: PictureFormat,
): Promise<Uint8Array> {
  const own = contextOf(pixels.width, pixels.height);
  own.putImageData(imageDataOf(pixels), 0, 0);
  const scaled = contextOf(width ?? pixels.width, height ?? pixels.height);
  scaled.imageSmoothingQuality = "high";
  const { canvas } = scaled;
  scaled.drawImage(own.canvas, 0, 0, canvas.width, canvas.height);
  const blob = await canvas.convertToBlob({
    type: `image/${type}`,
    quality: exact ? 1 : quality / 100,
  });
  return new Uint8Array(await blob.arrayBuffer());
}

function imageDataOf({ data, height, width, channels }: Pixels): ImageData {
  const rgba = new Uint8ClampedArray(4 * height * width).fill(255);
  for (let from = 0, to = 0; from < data.length; from++) {
    rgba[to++] = data[from]!;
    if (channels === 3 && from % 3 === 2) to++;
  }
  return new ImageData(rgba, width, height);
}

function contextOf(
  width: number,
  height: number,
): CanvasContext {
  const context = new SCOPE.OffscreenCanvas(width, height)
    .getContext("2d", { willReadFrequently: true });
  if (context === null) {
    throw new Error(
      `Cannot draw a picture as a canvas of ${width} × ${height} must be there: the browser has none`,
    );
  }
  return context;
}

/** Drawn with the fonts of the reader's machine. */
async function rasterize(svg: string, scale: number): Promise<DecodedPixels> {
  if (SCOPE.Image === undefined) {
    throw new TypeError(
      "Cannot draw a figure as a page must do it: this is a worker; toSvg() works here",
    );
  }
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new SCOPE.Image();
    image.src = url;
    await image.decode();
    const width = Math.round(image.naturalWidth * scale);
    const height = Math.round(image.naturalHeight * scale);
    const context = contextOf(width, height);
    context.drawImage(image, 0, 0, width, height);
    return { data: pixelsOn(context), height, width, channels: 4 };
  } finally {
    URL.revokeObjectURL(url);
  }
}

function pdf(): Promise<Uint8Array> {
  return Promise.reject(
    new Error(
      "Cannot write a PDF file as its fonts must be read from a folder of packages, which a page has not: draw the figure with toSvg(), which a browser prints to PDF",
    ),
  );
}
