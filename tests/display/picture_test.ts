/** The still pictures: SVG and PNG. */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertRejects,
} from "@std/assert";
import sharp from "sharp";
import { colorAt } from "../../lib/display/color/color_ramp.ts";
import {
  barFigure,
  type Figure,
  mapPicture,
  panelFigure,
} from "../../lib/display/mod.ts";
import { imageRaster } from "../../lib/display/raster/raster.ts";
import { figuresOf, HOSTILE, imageOf, mapOf } from "./examples.ts";

interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of a pixel. */
  readonly at: (x: number, y: number) => readonly number[];
}

async function decoded(figure: Figure, scale: number): Promise<Picture> {
  const png = await figure.toPng({ scale });
  const { data, info } = await sharp(png).raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return {
    width,
    height,
    at: (x, y) => {
      const start = (Math.round(y) * width + Math.round(x)) * channels;
      return [...data.subarray(start, start + 3)];
    },
  };
}

function assertColor(actual: readonly number[], wanted: readonly number[]) {
  wanted.slice(0, 3).forEach((value, i) =>
    assertAlmostEquals(actual[i]!, value, 3, `${actual} is not ${wanted}`)
  );
}

Deno.test("a PNG has the figure's size times the scale", async () => {
  for (const [name, figure] of Object.entries(figuresOf("a text"))) {
    const svg = await figure.toSvg();
    const [, width, height] = svg.match(/width="(\d+)" height="(\d+)"/)!;
    for (const scale of [1, 2]) {
      const picture = await decoded(figure, scale);
      assertEquals(picture.width, Number(width) * scale, name);
      assertEquals(picture.height, Number(height) * scale, name);
    }
  }
});

Deno.test("a PNG has every cell of a map in its color, where Plotly has it", async () => {
  const [rows, columns] = [3, 5];
  const map = mapOf(rows, columns, (row, column) => row * columns + column);
  const figure = panelFigure([[{ map }]], { title: "A map" });
  const picture = await decoded(figure, 1);
  const { layout } = await figure.plotly();
  // deno-lint-ignore no-explicit-any -- Plotly's own shapes
  const { xaxis, yaxis } = layout as any;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [left, right] = xaxis.domain;
      const [bottom, top] = yaxis.domain;
      const x = left + (right - left) * (column + 0.5) / columns;
      const y = top - (top - bottom) * (row + 0.5) / rows;
      assertColor(
        picture.at(x * picture.width, (1 - y) * picture.height),
        colorAt("inferno", (row * columns + column) / 14),
      );
    }
  }
});

Deno.test("texts are drawn with the package's own font", async () => {
  const map = mapOf(2, 2, (row) => row);
  const dark = async (title: string) => {
    const figure = panelFigure([[{ map }]], { title, size: 400 });
    const picture = await decoded(figure, 1);
    let count = 0;
    for (let y = 16; y < 40; y++) {
      for (let x = 16; x < 300; x++) {
        if (picture.at(x, y)[0]! < 100) count++;
      }
    }
    return count;
  };
  const [short, long] = [await dark("Title"), await dark("Title, and Ψ more")];
  assert(short > 100, `${short} dark pixels`);
  assert(long > short * 1.8, `${short} and ${long} dark pixels`);
});

Deno.test("an SVG holds hostile texts as text", async () => {
  for (const figure of Object.values(figuresOf(HOSTILE + "\u0000\u0007"))) {
    const svg = await figure.toSvg();
    assertEquals(/<(script|img|b|a)[\s>]/.test(svg), false);
    assertEquals(svg.includes("\u0000"), false);
    assert((await figure.toPng({ scale: 1 })).length > 0);
  }
});

Deno.test("small images are kept to the pixel, large ones to what a panel shows", async () => {
  const image = imageOf(20, 30);
  const small = await imageRaster(image);
  const bytes = Uint8Array.fromBase64(small.url.split(",")[1]!);
  assertEquals(
    new Uint8Array(await sharp(bytes).raw().toBuffer()),
    image.data as Uint8Array<ArrayBuffer>,
  );
  const large = await imageRaster(imageOf(1500, 1000));
  assertEquals([large.height, large.width], [512, 341]);
});

Deno.test("maps that colors cannot show say so in words", async () => {
  const panels = [() => 0, () => 0.5, () => NaN]
    .map((value) => ({ map: mapOf(4, 4, value) }));
  const figure = panelFigure([panels], { title: "Odd", range: "each" });
  const svg = await figure.toSvg();
  for (
    const note of ["zero everywhere", "0.5 everywhere", "no finite value"]
  ) {
    assert(svg.includes(note));
    assert(figure.toString().includes(note));
  }
});

Deno.test("a small panel says in two lines what one has no room for", async () => {
  const map = mapOf(1, 1, () => -0.6301, { signed: true });
  for (const [size, lines] of [[256, 1], [104, 2], [80, 2]] as const) {
    const options = { title: "", size, bare: true } as const;
    const svg = await panelFigure([[{ map }]], options).toSvg();
    const note = lines === 1
      ? ">−0.6301 everywhere</text>"
      : ">−0.6301</text>.*>everywhere</text>";
    assertMatch(svg, new RegExp(note), `${size}`);
    assert(!svg.includes("…"));
  }
});

Deno.test("toPng() wants a scale that a picture can have", async () => {
  const { bars } = figuresOf("a text");
  await assertRejects(() => bars!.toPng({ scale: 0 }), RangeError, "(0, 8]");
});

Deno.test("a picture that is too large is refused at once, with a scale that fits", async () => {
  const bars = Array.from(
    { length: 1000 },
    (_, i) => ({ name: `layer ${i}`, value: i }),
  );
  const figure = barFigure(bars, { title: "t", meaning: "v" });
  const error = await assertRejects(
    () => figure.toPng({ scale: 8 }),
    RangeError,
    "100 million pixels at most: current value is 585 million",
  );
  const scale = Number(error.message.match(/scale of ([\d.]+)/)![1]);
  const [, width, height] = (await figure.toSvg())
    .match(/width="(\d+)" height="(\d+)"/)!.map(Number);
  assert(scale ** 2 * width! * height! <= 1e8);
  assert((scale + 0.1) ** 2 * width! * height! > 1e8);
});

Deno.test("a WebP has the figure's size, and is no longer than its format allows", async () => {
  const { panels } = figuresOf("a text");
  const [png, webp] = await Promise.all(
    [await panels!.toPng(), await panels!.toWebp()]
      .map((bytes) => sharp(bytes).metadata()),
  );
  assertEquals(webp!.format, "webp");
  assertEquals([webp!.width, webp!.height], [png!.width, png!.height]);
  const bars = Array.from(
    { length: 1000 },
    (_, i) => ({ name: "a", value: i }),
  );
  await assertRejects(
    () => barFigure(bars, { title: "", meaning: "" }).toWebp({ scale: 1 }),
    RangeError,
    "16383 pixels at most",
  );
});

Deno.test("a bare map has its own size, or that of its image", async () => {
  const map = mapOf(2, 3, (row, column) => row * 3 + column);
  const read = (png: Uint8Array) =>
    sharp(png).raw().toBuffer({ resolveWithObject: true });
  const alone = await read(
    await mapPicture({ ...map, values: map.values.with(1, NaN) }),
  );
  assertEquals([alone.info.width, alone.info.height], [3, 2]);
  assertColor([...alone.data.subarray(8, 11)], colorAt("inferno", 2 / 5));
  assertEquals(alone.data[7], 0);
  const image = imageOf(8, 12);
  const over = await read(await mapPicture(map, { image, opacity: 1 }));
  assertEquals([over.info.width, over.info.height], [12, 8]);
  const last = over.info.channels * (8 * 12 - 1);
  assertColor([...over.data.subarray(last, last + 3)], colorAt("inferno", 1));
  assertColor([...over.data.subarray(0, 3)], [...image.data.subarray(0, 3)]);
  const none = await read(await mapPicture(map, { image, opacity: 0 }));
  assertColor([...none.data.subarray(last, last + 3)], [
    ...image.data.subarray(-3),
  ]);
  await assertRejects(
    () => mapPicture(map, { opacty: 1 } as never),
    TypeError,
    'did you mean "opacity"?',
  );
});

Deno.test("toPdf() gives one page of the figure's size, of vectors, with its font", async () => {
  const bars = [{ name: "input", value: 0.4 }, { name: "人", value: -0.2 }];
  const figure = barFigure(bars, { title: "Shares", meaning: "share" });
  const pdf = await figure.toPdf();
  const text = new TextDecoder("latin1").decode(pdf);
  assert(text.startsWith("%PDF-1."));
  const [, width, height] = /<svg[^>]* width="(\d+)" height="(\d+)"/.exec(
    await figure.toSvg(),
  )!;
  const [, right, top] = /\/MediaBox \[0 0 (\d+) (\d+)\]/.exec(text)!;
  // The name that no font of the file has is told below the figure.
  assertEquals(right, width);
  assert(Number(top) > Number(height));
  assertEquals(text.match(/\/Type \/Page\b/g)?.length, 1);
  assertEquals(text.match(/\/FontFile2/g)?.length, 2);
  assert(!text.includes("/Subtype /Image"));
  assert(text.includes("(Shares)"));
  assertEquals(await figure.toPdf(), pdf);
});

Deno.test("toPdf() keeps the pixels of a map, not those of a screen", async () => {
  const map = mapOf(3, 5, (row, column) => row + column);
  const pdf = await panelFigure([[{ map }]], { title: "A map" }).toPdf();
  const text = new TextDecoder("latin1").decode(pdf);
  assert(/\/Width 5\b/.test(text) && /\/Height 3\b/.test(text));
});
