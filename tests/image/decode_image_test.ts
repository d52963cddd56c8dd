import { assert, assertEquals, assertRejects } from "@std/assert";
import { crc32 } from "node:zlib";
import sharp from "sharp";
import { decodeImage } from "../../lib/image/decode_image.ts";
import { pattern } from "./pattern.ts";

const HEIGHT = 18;
const WIDTH = 27;
const raw = { raw: { width: WIDTH, height: HEIGHT, channels: 3 } } as const;
const pixels = pattern(HEIGHT, WIDTH);
const picture = sharp(pixels, raw);

const lossless = {
  PNG: picture.clone().png(),
  WebP: picture.clone().webp({ lossless: true }),
  TIFF: picture.clone().tiff({ compression: "lzw" }),
};
for (const [format, encoder] of Object.entries(lossless)) {
  Deno.test(`decodeImage() reads ${format} to the byte`, async () => {
    const decoded = await decodeImage(await encoder.toBuffer(), "x");
    assertEquals(decoded, {
      data: pixels,
      height: HEIGHT,
      width: WIDTH,
      channels: 3,
    });
  });
}

const lossy = {
  JPEG: picture.clone().jpeg({ quality: 100, chromaSubsampling: "4:4:4" }),
  AVIF: picture.clone().avif({ quality: 100, chromaSubsampling: "4:4:4" }),
};
for (const [format, encoder] of Object.entries(lossy)) {
  Deno.test(`decodeImage() reads ${format} to a few levels`, async () => {
    const { data, height, width } = await decodeImage(
      await encoder.toBuffer(),
      "x",
    );
    assertEquals([height, width], [HEIGHT, WIDTH]);
    const worst = Math.max(
      ...pixels.map((value, i) => Math.abs(value - data[i]!)),
    );
    assert(worst <= 8, `worst ${worst}`);
  });
}

Deno.test("decodeImage() reads GIF and palette PNG", async () => {
  const few = pixels.map((value) => value < 128 ? 0 : 255);
  for (const format of ["gif", "png"] as const) {
    const file = await sharp(few, raw).toFormat(format, {
      palette: true,
      dither: 0,
    }).toBuffer();
    assertEquals((await decodeImage(file, "x")).data, few);
  }
});

// Where the pixel at row y, column x of the upright picture is stored, per EXIF orientation.
const stored: Readonly<
  Record<number, (y: number, x: number) => readonly [number, number]>
> = {
  1: (y, x) => [y, x],
  2: (y, x) => [y, WIDTH - 1 - x],
  3: (y, x) => [HEIGHT - 1 - y, WIDTH - 1 - x],
  4: (y, x) => [HEIGHT - 1 - y, x],
  5: (y, x) => [x, y],
  6: (y, x) => [WIDTH - 1 - x, y],
  7: (y, x) => [WIDTH - 1 - x, HEIGHT - 1 - y],
  8: (y, x) => [x, HEIGHT - 1 - y],
};
for (const [orientation, place] of Object.entries(stored)) {
  Deno.test(`decodeImage() applies EXIF orientation ${orientation}`, async () => {
    const [height, width] = Number(orientation) < 5
      ? [HEIGHT, WIDTH]
      : [WIDTH, HEIGHT];
    const data = new Uint8Array(pixels.length);
    for (let y = 0; y < HEIGHT; y++) {
      for (let x = 0; x < WIDTH; x++) {
        const [row, column] = place(y, x);
        const from = (y * WIDTH + x) * 3;
        data.set(pixels.subarray(from, from + 3), (row * width + column) * 3);
      }
    }
    const file = await sharp(data, { raw: { width, height, channels: 3 } })
      .withMetadata({ orientation: Number(orientation) }).png().toBuffer();
    const upright = await decodeImage(file, "x");
    assertEquals([upright.height, upright.width], [HEIGHT, WIDTH]);
    assertEquals(upright.data, pixels);
  });
}

Deno.test("decodeImage() drops alpha and keeps the color under it", async () => {
  const rgba = pattern(HEIGHT, WIDTH, 4);
  for (const format of ["png", "webp"] as const) {
    const file = await sharp(rgba, {
      raw: { width: WIDTH, height: HEIGHT, channels: 4 },
    })
      .toFormat(format, { lossless: true, exact: true }).toBuffer();
    assertEquals((await decodeImage(file, "x")).data, pixels);
  }
});

Deno.test("decodeImage() gives gray files three equal channels", async () => {
  const gray = pattern(HEIGHT, WIDTH, 1);
  const file = await sharp(gray, {
    raw: { width: WIDTH, height: HEIGHT, channels: 1 },
  })
    .toColourspace("b-w").png().toBuffer();
  const { data, channels } = await decodeImage(file, "x");
  assertEquals(channels, 3);
  assertEquals(data, pixels.map((_, i) => gray[Math.floor(i / 3)]!));
});

Deno.test("decodeImage() keeps the upper 8 bits of 16", async () => {
  const wide = Uint16Array.from(
    pixels,
    (value, i) => value * 256 + i * 37 % 256,
  );
  const file = await sharp(wide, raw).toColourspace("rgb16").png().toBuffer();
  assertEquals((await sharp(file).metadata()).depth, "ushort");
  assertEquals((await decodeImage(file, "x")).data, pixels);
  const gray = wide.filter((_, i) => i % 3 === 0);
  const grayFile = await sharp(gray, {
    raw: { width: WIDTH, height: HEIGHT, channels: 1 },
  })
    .toColourspace("grey16").png().toBuffer();
  const { data } = await decodeImage(grayFile, "x");
  assertEquals(data, pixels.map((_, i) => pixels[i - i % 3]!));
});

Deno.test("decodeImage() ignores a color profile", async () => {
  const tagged = await picture.clone().withIccProfile("p3", { attach: true })
    .png().toBuffer();
  const plain = await sharp(tagged, { ignoreIcc: true }).png().toBuffer();
  assert((await sharp(tagged).metadata()).icc !== undefined);
  assertEquals(
    (await decodeImage(tagged, "x")).data,
    (await decodeImage(plain, "x")).data,
  );
});

Deno.test("decodeImage() reads CMYK without ink as white", async () => {
  const white = sharp({
    create: { width: 8, height: 8, channels: 3, background: "white" },
  });
  const file = await white.toColourspace("cmyk").jpeg().toBuffer();
  assertEquals((await sharp(file).metadata()).space, "cmyk");
  assertEquals(
    (await decodeImage(file, "x")).data,
    new Uint8Array(192).fill(255),
  );
});

Deno.test("decodeImage() takes the first frame of an animation", async () => {
  const frames = await sharp([
    await picture.clone().png().toBuffer(),
    await picture.clone().negate().png().toBuffer(),
  ], { join: { animated: true } }).webp({ lossless: true }).toBuffer();
  assertEquals((await sharp(frames).metadata()).pages, 2);
  const { data, height } = await decodeImage(frames, "x");
  assertEquals(height, HEIGHT);
  assertEquals(data, pixels);
});

Deno.test("decodeImage() does not change the bytes", async () => {
  const file = new Uint8Array(await picture.clone().png().toBuffer());
  const copy = file.slice();
  await decodeImage(file, "x");
  assertEquals(file, copy);
});

for (const format of ["png", "jpeg", "webp", "gif"] as const) {
  Deno.test(`decodeImage() rejects a truncated ${format}`, async () => {
    const big = sharp(pattern(120, 160), {
      raw: { width: 160, height: 120, channels: 3 },
    });
    const file = await big.toFormat(format).toBuffer();
    for (const part of [0.05, 0.5, 0.95]) {
      const cut = file.subarray(0, Math.floor(file.length * part));
      await assertRejects(
        () => decodeImage(cut, '"a.b"'),
        SyntaxError,
        'Cannot decode "a.b"',
      );
    }
  });
}

Deno.test("decodeImage() rejects what is no image", async () => {
  const text = new TextEncoder().encode("<!doctype html><p>Sign in first</p>");
  await assertRejects(
    () => decodeImage(text, "page"),
    SyntaxError,
    "Cannot decode page",
  );
  await assertRejects(
    () => decodeImage(new Uint8Array(), "page"),
    SyntaxError,
    "0 bytes",
  );
});

Deno.test("decodeImage() rejects kinds that it does not read", async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>';
  await assertRejects(
    () => decodeImage(new TextEncoder().encode(svg), "x.svg"),
    TypeError,
    "must be one of PNG, JPEG, WebP, GIF, TIFF, AVIF: current value is SVG",
  );
  const float = await picture.clone().pipelineColourspace("scrgb")
    .toColourspace("lab").tiff({ compression: "none" }).toBuffer();
  await assertRejects(
    () => decodeImage(float, "x.tif"),
    TypeError,
    "integers of 1 to 16 bits: current value is float",
  );
});

Deno.test("decodeImage() does not turn a picture by an orientation that there is none", async () => {
  for (const orientation of [0, 9, 255]) {
    const file = await picture.clone().withExif({
      IFD0: { Orientation: String(orientation) },
    }).png().toBuffer();
    assertEquals((await decodeImage(file, "x")).data, pixels);
  }
});

Deno.test("decodeImage() says its limit of pixels, before it decodes", async () => {
  const file = await picture.clone().png().toBuffer();
  await assertRejects(
    () => decodeImage(file, "x", HEIGHT * WIDTH - 1),
    RangeError,
    "Cannot decode x as it must have at most 485 pixels (pixelLimit): current size is 18 × 27 = 486",
  );
  assertEquals((await decodeImage(file, "x", HEIGHT * WIDTH)).data, pixels);
  // A header that promises more than any memory, and nothing behind it.
  const vast = Uint8Array.from(file);
  vast.set([0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0], 16);
  const crc = new DataView(vast.buffer);
  crc.setUint32(29, crc32(vast.subarray(12, 29)));
  await assertRejects(
    () => decodeImage(vast, "x"),
    RangeError,
    "at most 268435456 pixels (pixelLimit): current size is 100000 × 100000",
  );
});
