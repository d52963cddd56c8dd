import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { bandOutline } from "../../lib/display/scene/point_runs.ts";
import { barTicks } from "../../lib/display/scene/ticks.ts";
import { cellPlaces } from "../../lib/display/scene/plot.ts";
import { pointRuns } from "../../lib/display/scene/point_runs.ts";
import { fitPanel } from "../../lib/display/figures/panel_grid.ts";
import { inColumns } from "../../lib/display/figures/small_multiples.ts";

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
    const fit = fitPanel(height, width, 200);
    assert(fit.width <= 200 + 1e-9 && fit.height <= 300 + 1e-9);
    assert(Math.min(fit.width, fit.height) >= 200 / 12 - 1e-9);
    const ratio = height / width;
    if (ratio > 12 || ratio < 1 / 12) return;
    assertAlmostEquals(fit.height / fit.width, ratio, 1e-9);
  }));
});

Deno.test("barTicks() are two or more round values inside the range", () => {
  fc.assert(fc.property(
    fc.double({ min: 1e-30, max: 1e30, noNaN: true }),
    fc.boolean(),
    fc.boolean(),
    (high, signed, upright) => {
      const low = signed ? -high : 0;
      const bar = upright
        ? { x: 0, y: 0, width: 12, height: 240 }
        : { x: 0, y: 0, width: 240, height: 6 };
      const range = { low, high, clipped: false };
      const ticks = barTicks({ ramp: "signed", range, bar });
      assert(ticks.length >= 2, `${low} to ${high}`);
      assert(ticks.every(({ value }) => value >= low && value <= high));
      assertEquals(new Set(ticks.map(({ text }) => text)).size, ticks.length);
      if (!signed) return;
      const values = ticks.map(({ value }) => value);
      assertEquals(values, values.map((value) => 0 - value).reverse());
    },
  ));
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

Deno.test("inColumns() keeps the order and fills rows", () => {
  fc.assert(fc.property(fc.array(fc.integer(), { maxLength: 50 }), (items) => {
    const rows = inColumns(items);
    assertEquals(rows.flat(), items);
    assert(rows.every((row) => row.length > 0 && row.length <= 6));
    assert(rows.slice(0, -1).every((row) => row.length === rows[0]?.length));
  }));
});
