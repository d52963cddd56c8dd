/** Figures fit their columns: a notebook's, and a paper's. */
import { assert, assertEquals } from "@std/assert";
import {
  barFigure,
  barFrameFigure,
  curveFigure,
  type Figure,
  layerFigure,
  matrixFigure,
  panelFigure,
  type PanelFigureOptions,
} from "../../lib/display/mod.ts";
import { textWidth } from "../../lib/display/text/fit_text.ts";
import { curveOf, imageOf, layersOf, mapOf, wideFigures } from "./examples.ts";

const image = imageOf(16, 16);
const map = mapOf(16, 16, (row, column) => row * column);

async function sizeOf(figure: Figure): Promise<number> {
  const [, width] = (await figure.toSvg()).match(/width="(\d+)"/)!;
  const { layout } = await figure.plotly();
  return Math.max(Number(width), Number(layout.width));
}

Deno.test("every figure fits a notebook's column, or the width that is asked for", async () => {
  for (
    const [width, most] of [[undefined, 920], [650, 650], [400, 400]] as const
  ) {
    for (const [name, figure] of Object.entries(wideFigures(width))) {
      const size = await sizeOf(figure);
      assert(size <= most, `${name} at ${most}: ${size}`);
    }
  }
});

Deno.test("columns of maps take all of the width that is asked for", async () => {
  for (const width of [400, 500, 649, 650, 651, 700]) {
    for (const rows of [undefined, ["image 1\nlogit of boat = 13.19"]]) {
      const figure = panelFigure([[{ image }, { image, map }, { map }]], {
        title: "A title that is longer than three panels of 96 pixels are wide",
        bare: true,
        width,
        ...(rows && { rows }),
        range: "each",
      });
      assertEquals(await sizeOf(figure), width);
    }
  }
  // What a caller asks for in panels is as wide as they are.
  const wide = panelFigure([[{ map }]], { title: "", size: 600, width: 400 });
  assert(await sizeOf(wide) > 600);
});

Deno.test("the two parts of a row's title do not touch", async () => {
  const svg = await panelFigure([[{ map }]], {
    title: "",
    rows: ["image 1\nlogit of boat"],
  }).toSvg();
  const x = ["image 1", "logit of boat"].map((text) =>
    Number(svg.match(new RegExp(`x="([\\d.]+)"[^>]*>${text}<`))![1])
  );
  // Half of 13 and half of 11 pixels of text, and as much between.
  assert(x[1]! - x[0]! >= 20, `${x}`);
});

Deno.test("columns that do not fit stand below, with their titles and rows", async () => {
  const svg = await wideFigures(650).panels!.toSvg();
  for (let i = 0; i < 14; i++) {
    assertEquals(svg.split(`>Gradients ${i}<`).length - 1, 1, `column ${i}`);
  }
  assertEquals(svg.match(/>b<\/text>/g)?.length, 3);
});

Deno.test("captions keep the class", async () => {
  const svg = await wideFigures(650).panels!.toSvg();
  assertEquals(svg.match(/>flat-coated<\/text>/g)!.length >= 28, true);
  assertEquals(svg.match(/>retriever = 1.25<\/text>/g)!.length >= 28, true);
});

Deno.test("a figure says where its colors start, and both of their ends", async () => {
  const values = map.values.map((value) => value + 31);
  const figure = panelFigure([[{ map: { ...map, values } }]], {
    title: "",
    range: "each",
    start: "minimum",
  });
  const svg = await figure.toSvg();
  assert(svg.includes(">31</text>") && svg.includes(">256</text>"));
  assert(svg.includes("which starts at its least value"));
});

Deno.test("the line below a shared color bar is a sentence of its own", async () => {
  const lineOf = async (options: Partial<PanelFigureOptions>) =>
    (await panelFigure([[{ map }, { map }]], { title: "", ...options }).toSvg())
      .match(/>(Colors: [^<]*|which [^<]*)</)?.[1];
  const start = "minimum";
  assertEquals(
    await lineOf({ start, quantile: 0.9 }),
    "Colors: from the least value on, the top 10 % of values share the last color",
  );
  assertEquals(await lineOf({ start }), "Colors: from the least value on");
  assertEquals(await lineOf({}), undefined);
  assertEquals(
    await lineOf({ start, range: "each" }),
    "Colors: relevance, each map has its own range, which starts at its least value",
  );
});

Deno.test("a signed map far from zero says that its colors do not show the sign", async () => {
  const figureOf = (offset: number) => {
    const values = map.values.map((value) => value / 1e4 + offset);
    return panelFigure([[{ map: { ...map, values, signed: true } }]], {
      title: "",
      range: "each",
      start: "minimum",
      width: 900,
    });
  };
  const textOf = async (offset: number) =>
    (await figureOf(offset).toSvg()).replaceAll(/<[^>]*>/g, " ")
      .replaceAll(/\s+/g, " ");
  const above = await textOf(12);
  assert(above.includes(" 12 ") && above.includes(" 12.02 "));
  assert(above.includes("where all are above zero"));
  assert((await textOf(-12)).includes("where all are below zero"));
  assert(!(await textOf(0)).includes("where all are"));
});

Deno.test("a bare figure has its columns and color bars, and no words around them", async () => {
  const words = { title: "A title", subtitle: "a subtitle" };
  const drawn = { columns: ["left", "right"], width: 650 };
  const figureOf = (bare: boolean) =>
    panelFigure([[{ map }, { image, map }]], {
      ...words,
      ...drawn,
      range: "each",
      bare,
    });
  const texts = async (bare: boolean) =>
    [...(await figureOf(bare).toSvg()).matchAll(/<text[^>]*>([^<]*)/g)]
      .map(([, text]) => text!);
  const full = await texts(false);
  const bare = await texts(true);
  assertEquals(
    bare,
    full.filter((text) =>
      !Object.values(words).includes(text) && !text.startsWith("Colors: ")
    ),
  );
  assertEquals(full.length - bare.length, 3);
  assertEquals(figureOf(true).title, "A title");
  assert(await sizeOf(figureOf(true)) <= 650);
});

Deno.test("every figure is the same without the words around it", async () => {
  const words = { title: "A title", subtitle: "a subtitle", width: 650 };
  const bars = [{ name: "a", value: 1 }, { name: "b", value: -2 }];
  const kinds: Record<string, (bare: boolean) => Figure> = {
    layers: (bare) => layerFigure(layersOf(2), { ...words, bare }),
    bars: (bare) => barFigure(bars, { ...words, meaning: "m", bare }),
    frames: (bare) =>
      barFrameFigure([{ name: "1", bars }], {
        ...words,
        meaning: "m",
        noun: "n",
        bare,
      }),
    matrix: (bare) =>
      matrixFigure([[1, 2]], {
        ...words,
        rows: ["r"],
        columns: ["c", "d"],
        meaning: "m",
        bare,
      }),
    curves: (bare) =>
      curveFigure([curveOf("one")], { ...words, x: "x", y: "y", bare }),
  };
  for (const [kind, draw] of Object.entries(kinds)) {
    const texts = async (bare: boolean) =>
      [...(await draw(bare).toSvg()).matchAll(/<text[^>]*>([^<]*)/g)]
        .map(([, text]) => text!);
    assertEquals(
      await texts(true),
      (await texts(false)).filter((text) =>
        text !== words.title && text !== words.subtitle &&
        !text.startsWith("Colors: ")
      ),
      kind,
    );
    assertEquals((await texts(false)).includes(words.title), true, kind);
    assertEquals(draw(true).title, words.title);
    const heights = await Promise.all(
      [true, false].map(async (bare) =>
        Number((await draw(bare).plotly()).layout.height)
      ),
    );
    assert(heights[0]! < heights[1]!, kind);
  }
});

Deno.test("Plotly's toolbar, 168 by 27 pixels, lies on no title", async () => {
  for (
    const title of ["Short", "A title of some more words", "wide ".repeat(30)]
  ) {
    for (const width of [320, 400, 650, 920]) {
      const figure = panelFigure([[{ map }, { map }]], {
        title,
        width,
        size: 120,
      });
      const { layout } = await figure.plotly();
      const [text] = layout.annotations as { text: string; y: number }[];
      const top = (1 - text!.y) * (layout.height as number) - 17 / 2;
      const end = 16 + textWidth(text!.text, 17, 600);
      assert(top >= 27 || end <= (layout.width as number) - 168, title);
    }
  }
  const heightOf = async (title: string) =>
    (await panelFigure([[{ map }]], { title, size: 600 }).plotly()).layout
      .height;
  assertEquals(await heightOf("Short"), await heightOf("Shorter"));
});

Deno.test("bars of controls are gray", async () => {
  const figure = barFigure(
    [{ name: "a", value: 1 }, { name: "b", value: 1, control: true }],
    { title: "", meaning: "" },
  );
  const [bars] = (await figure.plotly()).data;
  const { color: [one, other] } = bars!.marker as { color: string[] };
  assert(one !== other);
  assertEquals((await figure.toSvg()).split(`fill="${other}"`).length, 2);
});
