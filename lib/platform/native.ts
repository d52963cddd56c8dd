import type { Sharp } from "sharp";
import { MissingLibraryError } from "./missing_library_error.ts";
import { packageFile } from "./package_file.ts";
import type {
  DecodedPixels,
  PictureFormat,
  PictureInfo,
  Pixels,
  Platform,
} from "./platform.ts";

/** Deno and Node, with the libraries sharp, resvg and pdfkit. */
export const native: Platform = { inspect, decode, encode, rasterize, pdf };

/** @throws {MissingLibraryError} If it is not there, or may not be used. */
async function loadSharp() {
  const { default: sharp } = await import("sharp").catch(
    (cause) => missing("read and write pictures", "sharp", cause),
  );
  return sharp;
}

function missing(what: string, library: string, cause: unknown): never {
  throw new MissingLibraryError(what, library, cause);
}

async function inspect(bytes: Uint8Array): Promise<PictureInfo> {
  return await (await open(bytes)).metadata();
}

async function decode(
  bytes: Uint8Array,
  inks: boolean,
): Promise<DecodedPixels> {
  const upright = (await open(bytes)).autoOrient();
  return await pixelsOf(
    inks
      ? upright.pipelineColourspace("cmyk").toColourspace("cmyk")
      : upright.toColourspace("srgb").removeAlpha(),
  );
}

/**
 * `failOn: "error"` lets a file pass that a decoder only warns of, as Pillow does.
 * The limit of pixels is ours, not the library's.
 */
async function open(bytes: Uint8Array): Promise<Sharp> {
  const sharp = await loadSharp();
  return sharp(bytes, {
    failOn: "error",
    ignoreIcc: true,
    limitInputPixels: false,
  });
}

async function pixelsOf(image: Sharp): Promise<DecodedPixels> {
  const { data, info } = await image.raw()
    .toBuffer({ resolveWithObject: true });
  const { height, width } = info;
  const channels = info.channels === 4 ? 4 : 3;
  return { data: bytesOf(data), height, width, channels };
}

async function encode(
  { data, height, width, channels }: Pixels,
  format: PictureFormat,
): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const picture = sharp(data, { raw: { height, width, channels } });
  if (format.height !== undefined || format.width !== undefined) {
    picture.resize(format.width, format.height, { fit: "fill" });
  }
  const { type, quality = 90, small = false, exact = false } = format;
  return bytesOf(
    await {
      png: () => picture.png(small ? { compressionLevel: 9 } : {}),
      jpeg: () => picture.jpeg({ quality, chromaSubsampling: "4:4:4" }),
      // More effort takes thrice the time for a tenth of the bytes.
      webp: () =>
        picture.webp(
          exact
            ? { lossless: true, effort: 1 }
            : { quality, effort: small ? 4 : 2 },
        ),
    }[type]().toBuffer(),
  );
}

/** The same memory, without what else a Buffer can do. */
function bytesOf({ buffer, byteOffset, length }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length);
}

/**
 * Drawn with the Inter font on any machine; scripts that Inter lacks with the
 * machine's fonts, if it has some.
 */
async function rasterize(
  svg: string,
  scale: number,
  otherFonts: boolean,
): Promise<DecodedPixels> {
  const { Resvg } = await import("@resvg/resvg-js").catch(
    (cause) => missing("draw figures", "@resvg/resvg-js", cause),
  );
  const image = new Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    font: {
      fontFiles: await fontFiles(),
      loadSystemFonts: otherFonts,
      defaultFontFamily: "Inter",
    },
  }).render();
  const { pixels, height, width } = image;
  return { data: pixels, height, width, channels: 4 };
}

/** The font of pictures, from its npm package: a bare machine has none. */
async function fontFiles(): Promise<string[]> {
  // Deno finds the files of a package only if one of its modules is imported.
  await import("@expo-google-fonts/inter/package.json", {
    with: { type: "json" },
  });
  const { fileURLToPath } = globalThis.process.getBuiltinModule("node:url");
  return [
    packageFile(
      "@expo-google-fonts/inter@0.4.2/400Regular/Inter_400Regular.ttf",
    ),
    packageFile(
      "@expo-google-fonts/inter@0.4.2/600SemiBold/Inter_600SemiBold.ttf",
    ),
  ].map((url) => fileURLToPath(url));
}

/** The same SVG gives the same bytes, at any time. */
async function pdf(svg: string, title: string): Promise<Uint8Array> {
  const [{ default: Document }, { default: draw }] = await Promise.all([
    import("pdfkit"),
    import("svg-to-pdfkit"),
  ]).catch((cause) => missing("write PDF files", "pdfkit", cause));
  const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg)!;
  const document = new Document({
    size: [Number(width), Number(height)],
    margin: 0,
    displayTitle: true,
    info: { Title: title, CreationDate: new Date(0) },
  });
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  document.on("data", (chunk: Uint8Array<ArrayBuffer>) => chunks.push(chunk));
  const written = new Promise((resolve, reject) => {
    document.on("end", resolve);
    document.on("error", reject);
  });
  const [regular = "", semiBold = ""] = await fontFiles();
  document.registerFont("regular", regular);
  document.registerFont("semiBold", semiBold);
  draw(document, svg, 0, 0, {
    assumePt: true,
    fontCallback: (_family: string, bold: boolean) =>
      bold ? "semiBold" : "regular",
  });
  document.end();
  await written;
  return await new Blob(chunks).bytes();
}
