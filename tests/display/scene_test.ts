import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { bandOutline } from "../../lib/display/scene/point_runs.ts";
import {
  levelTicks,
  ROOMY_BAR,
  uprightTicks,
} from "../../lib/display/figures/color_bar.ts";
import { textWidth } from "../../lib/display/text/fit_text.ts";
import { barScene } from "../../lib/display/figures/bar_figure.ts";
import {
  curveFigure,
  lineStyles,
} from "../../lib/display/figures/curve_figure.ts";
import { cellPlaces } from "../../lib/display/scene/plot.ts";
import { pointRuns } from "../../lib/display/scene/point_runs.ts";
import {
  columnsWidth,
  fitPanel,
  panelColumns,
} from "../../lib/display/figures/panel_grid.ts";
import { inColumns } from "../../lib/display/figures/small_multiples.ts";
import { curveOf } from "./examples.ts";

const sides = fc.integer({ min: 1, max: 400 });

Deno.test("cellPlaces() fills the pixels from edge to edge", () => {
  fc.assert(fc.property(sides, sides, (cells, length) => {
    const { first, pitch } = cellPlaces(cells, length);
    assertAlmostEquals(first - pitch / 2, -0.5, 1e-9);
    assertAlmostEquals(first + (cells - 0.5) * pitch, length - 0.5, 1e-9);
  }));
});

Deno.test("fitPanel() keeps squares square, within its bounds", () => {
  fc.assert(fc.property(sides, sides, (height, width) => {
    const fit = fitPanel({ height, width }, 200);
    assert(fit.width <= 200 + 1e-9 && fit.height <= 300 + 1e-9);
    assert(Math.min(fit.width, fit.height) >= 200 / 12 - 1e-9);
    const ratio = height / width;
    if (ratio > 12 || ratio < 1 / 12) return;
    assertAlmostEquals(fit.height / fit.width, ratio, 1e-9);
  }));
});

const ranges = fc.record({
  high: fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
  start: fc.constantFrom("signed", "zero", "minimum"),
  part: fc.double({ min: 0, max: 0.9, noNaN: true }),
}).map(({ high, start, part }) => ({
  low: start === "signed" ? -high : start === "zero" ? 0 : high * part,
  high,
  clipped: false,
}));

function numberOf(text: string): number {
  return Number(text.replaceAll("−", "-"));
}

Deno.test("an upright color bar says both of its ends, and nothing twice", () => {
  fc.assert(
    fc.property(ranges, fc.integer({ min: 13, max: 400 }), (range, height) => {
      const ticks = uprightTicks(range, height);
      assertEquals(ticks[0]!.value, range.low);
      assertEquals(ticks.at(-1)!.value, range.high);
      for (const { value, text } of ticks) {
        assert(Math.abs(numberOf(text) - value) <= 0.0051 * range.high, text);
      }
      const places = ticks.map(({ value }) =>
        (value - range.low) / (range.high - range.low) * height
      );
      places.slice(1).forEach((place, i) =>
        assert(place - places[i]! >= Math.min(13, height) - 1e-6)
      );
    }),
  );
});

const roomy = fc.integer({ min: ROOMY_BAR, max: 300 });

Deno.test("a level color bar says both of its ends, in its width", () => {
  fc.assert(
    fc.property(ranges, roomy, (range, width) => {
      const ticks = levelTicks(range, width);
      assertEquals([ticks[0]!.anchor, ticks.at(-1)!.anchor], ["start", "end"]);
      assertEquals([ticks[0]!.at, ticks.at(-1)!.at], [0, width]);
      let end = -8;
      for (const { text, at, anchor } of ticks) {
        const size = textWidth(text, 11);
        const start = at - size * { start: 0, middle: 0.5, end: 1 }[anchor];
        assert(start >= end + 8 - 1e-6, ticks.map(({ text }) => text).join());
        end = start + size;
      }
      assert(
        Math.abs(numberOf(ticks[0]!.text) - range.low) <= 0.51 * range.high,
      );
      assert(
        Math.abs(numberOf(ticks.at(-1)!.text) - range.high) <=
          0.51 * range.high,
      );
    }),
  );
});

Deno.test("below a short color bar the ends are one under the other", () => {
  const ticks = levelTicks({ low: 0.00778, high: 0.0102 }, 48);
  assertEquals(ticks.map(({ text, line }) => [text, line]), [
    ["0.0078", 0],
    ["0.0102", 1],
  ]);
  const [first, last] = levelTicks({ low: 0, high: 2 }, 48);
  assertEquals([first!.line, last!.line], [0, 0]);
});

Deno.test("texts below bars stand apart, 0 among them, however long names are", () => {
  const ends = fc.double({ min: 0, max: 1e6, noNaN: true });
  const letters = fc.integer({ min: 0, max: 300 });
  fc.assert(fc.property(ends, ends, letters, (low, high, length) => {
    const bars = [-low, high].map((value) => ({
      name: "x".repeat(length),
      value,
    }));
    const [plot] = barScene(bars, { title: "t", meaning: "m" }).plots;
    assert(plot?.kind === "chart");
    const { ticks, range: [from, to] } = plot.x;
    assert(ticks.some(({ value }) => value === 0));
    const at = ticks.map(({ value }) =>
      (value - from) / (to - from) * plot.rect.width
    );
    const half = ticks.map(({ text }) => textWidth(text, 11) / 2);
    for (let i = 1; i < ticks.length; i++) {
      assert(at[i]! - half[i]! >= at[i - 1]! + half[i - 1]! + 7.9);
    }
  }));
});

Deno.test("200 curves look different, and no method looks like a control", () => {
  const curve = { name: "", x: [0], y: [0] };
  const curves = Array.from(
    { length: 200 },
    (_, i) => ({ ...curve, control: i % 10 === 9 }),
  );
  const styles = lineStyles(curves);
  const keys = (control: boolean) =>
    styles
      .filter((_, i) => curves[i]!.control === control)
      .map(({ color, symbol, dash }) => `${color} ${symbol} ${dash}`);
  assertEquals(new Set(keys(false)).size, 180);
  assertEquals(new Set(keys(true)).size, 20);
  const colors = (control: boolean) =>
    new Set(keys(control).map((key) => key.slice(0, 7)));
  assert([...colors(false)].every((color) => !colors(true).has(color)));
});

Deno.test("each of a few controls has its own dash and its own points", async () => {
  const controls = ["Random", "Sobel edges", "a map", "a FullGrad"]
    .map((name) => ({ ...curveOf(name), control: true }));
  const curves = [curveOf("FullGrad"), ...controls];
  const [method, ...styles] = lineStyles(curves);
  for (const key of ["dash", "symbol", "color"] as const) {
    const all = styles.map((style) => style[key]);
    assertEquals(new Set(all).size, controls.length, key);
    assert(!all.includes(method![key]), key);
  }
  const figure = curveFigure(curves, { title: "", x: "x", y: "y" });
  const svg = await figure.toSvg();
  // The lines, then the legend.
  const dashes = [...svg.matchAll(/stroke-dasharray="([^"]+)"/g)]
    .map(([, dash]) => dash);
  assertEquals(dashes.slice(0, 4), dashes.slice(4));
  assertEquals(new Set(dashes).size, 4);
  const { data } = await figure.plotly();
  const lines = data.filter(({ name }) => name !== undefined);
  assertEquals(
    lines.map(({ line, marker }) => [
      (line as { dash: string }).dash,
      (marker as { symbol: string }).symbol,
    ]),
    lineStyles(curves).map(({ dash, symbol }) => [dash, symbol]),
  );
});

Deno.test("pointRuns() splits where a value is missing", () => {
  assertEquals(
    pointRuns([0, 1, 2, 3, 4], [1, NaN, 2, 3, Infinity]),
    [[[0, 1]], [[2, 2], [3, 3]]],
  );
});

Deno.test("bandOutline() goes along the top and back along the bottom", () => {
  assertEquals(
    bandOutline([0, 1, 2, 3], { low: [0, 1, NaN, 3], high: [2, 3, 4, 5] }),
    [[[0, 2], [1, 3], [1, 1], [0, 0]], [[3, 5], [3, 3]]],
  );
});

Deno.test("inColumns() keeps the order and fills rows that fit", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 80 }),
    fc.option(fc.integer({ min: 40, max: 300 }), { nil: undefined }),
    fc.integer({ min: 320, max: 2000 }),
    (count, size, width) => {
      const panels = Array.from(
        { length: count },
        (_, i) => ({ title: `${i}` }),
      );
      const rows = inColumns(panels, { title: "", size, width });
      assertEquals(rows.flat(), panels);
      assert(rows.every((row) => row.length > 0 && row.length <= 8));
      assert(rows.slice(0, -1).every((row) => row.length === rows[0]?.length));
      const columns = rows[0]!.length;
      assert(
        columns === 1 ||
          columns * (size ?? 96) + 14 * (columns - 1) <= width - 32,
      );
    },
  ));
});

Deno.test("inColumns() has as many columns as fit, the more panels the more", () => {
  const columnsOf = (count: number, size?: number) => {
    const panels = Array.from({ length: count }, () => ({}));
    return inColumns(panels, { title: "", size })[0]!.length;
  };
  assertEquals([2, 4, 16, 25, 56].map((count) => columnsOf(count, 150)), [
    2,
    3,
    4,
    5,
    5,
  ]);
  assertEquals([30, 36, 56, 1000].map((count) => columnsOf(count)), [
    6,
    6,
    8,
    8,
  ]);
});

Deno.test("panelColumns() fills the lines evenly within their room", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 60 }),
    fc.integer({ min: 96, max: 2000 }),
    (panels, room) => {
      const { count, size } = panelColumns(panels, room, undefined);
      const lines = Math.ceil(panels / count);
      assert(count * lines - panels < lines);
      assert(size >= 96 && size <= 256);
      assert(columnsWidth({ count, size }) <= room + count);
    },
  ));
});
