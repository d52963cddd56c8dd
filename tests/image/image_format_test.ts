import { assertEquals } from "@std/assert";
import sharp from "sharp";
import { FORMAT_BYTES, imageFormat } from "../../lib/image/mod.ts";

const picture = sharp({
  create: { width: 8, height: 8, channels: 3, background: "red" },
});

Deno.test("imageFormat() tells every format that is read by its first bytes", async () => {
  const files = {
    PNG: picture.clone().png(),
    JPEG: picture.clone().jpeg(),
    GIF: picture.clone().gif(),
    WebP: picture.clone().webp(),
    TIFF: picture.clone().tiff(),
    AVIF: picture.clone().avif(),
  };
  for (const [format, file] of Object.entries(files)) {
    const bytes = new Uint8Array(await file.toBuffer());
    assertEquals(imageFormat(bytes), format);
    assertEquals(imageFormat(bytes.subarray(0, FORMAT_BYTES)), format);
    assertEquals(imageFormat(bytes.subarray(0, 2)), undefined);
  }
});

Deno.test("imageFormat() of other files is none", () => {
  const others = [
    "",
    "BM6",
    "<svg xmlns",
    "%PDF-1.7",
    "RIFF1234WAVEfmt",
    "P6 2 2",
  ];
  for (const text of others) {
    assertEquals(imageFormat(new TextEncoder().encode(text)), undefined);
  }
});
