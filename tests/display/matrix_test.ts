/** Matrices: one trace however many cells there are. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import sharp from "sharp";
import { colorAt } from "../../lib/display/color/color_ramp.ts";
import { matrixFigure } from "../../lib/display/mod.ts";

// deno-lint-ignore no-explicit-any -- Plotly's own shapes
type Loose = any;

function named(rows: number, columns: number) {
  const names = (count: number, what: string) =>
    Array.from({ length: count }, (_, i) => `${what} ${i}`);
  return {
    title: "A matrix",
    rows: names(rows, "row"),
    columns: names(columns, "column"),
    meaning: "similarity",
  };
}

function valuesOf(rows: number, columns: number): number[][] {
  return Array.from(
    { length: rows },
    (_, i) => Array.from({ length: columns }, (_, j) => Math.sin(i * 7 + j)),
  );
}

Deno.test("a matrix is one trace and one pair of axes, however large", async () => {
  for (const [rows, columns] of [[1, 1], [3, 5], [1000, 300]] as const) {
    const figure = matrixFigure(valuesOf(rows, columns), named(rows, columns));
    const { data, layout } = await figure.plotly() as Loose;
    assertEquals(data.length, 1);
    assertEquals([data[0].z.length, data[0].z[0].length], [rows, columns]);
    assertEquals(
      Object.keys(layout).filter((key) => /axis/.test(key)).sort(),
      ["coloraxis", "xaxis", "yaxis"],
    );
    assertEquals(layout.yaxis.ticktext.length, rows);
    assertEquals(layout.xaxis.ticktext.length, columns);
    assert(layout.width <= 978 && layout.height <= 1400);
  }
});

Deno.test("cells are written where there is room, rows from the top", async () => {
  const { data, layout } = await matrixFigure(
    [[1, -0.256], [NaN, 0]],
    named(2, 2),
  ).plotly() as Loose;
  assertEquals(data[0].z, [[1, -0.256], [null, 0]]);
  assertEquals(data[0].text, [["1", "−0.26"], ["–", "0"]]);
  assertEquals(layout.yaxis.range, [1.5, -0.5]);
  assertEquals([layout.coloraxis.cmin, layout.coloraxis.cmax], [-1, 1]);
  const many = await matrixFigure(valuesOf(40, 40), named(40, 40)).plotly();
  assertEquals((many.data[0] as Loose).text, undefined);
});

Deno.test("rows are lower where square cells would take more than a screen", async () => {
  const boxes = async (rows: number, columns: number) => {
    const { data, layout } = await matrixFigure(
      valuesOf(rows, columns),
      named(rows, columns),
    ).plotly() as Loose;
    const [low, high] = layout.yaxis.domain;
    const [left, right] = layout.xaxis.domain;
    return {
      height: (high - low) * layout.height / rows,
      width: (right - left) * layout.width / columns,
      written: data[0].text !== undefined,
      total: layout.height,
    };
  };
  const many = await boxes(27, 8);
  assert(many.total <= 940 && many.written && many.height < many.width);
  const square = await boxes(16, 16);
  assert(Math.abs(square.height - square.width) < 1, "square");
});

Deno.test("colors span the range that is asked for", async () => {
  const spans = async (values: number[][], range?: [number, number]) => {
    const [rows, columns] = [values.length, values[0]!.length];
    const figure = matrixFigure(values, {
      ...named(rows, columns),
      ...range && { range },
    });
    const { coloraxis } = (await figure.plotly()).layout as Loose;
    return [coloraxis.cmin, coloraxis.cmax];
  };
  assertEquals(await spans([[0.25, 0.5]]), [0, 0.5]);
  assertEquals(await spans([[0.25, -0.5]]), [-0.5, 0.5]);
  assertEquals(await spans([[0.25, 0.5]], [-1, 1]), [-1, 1]);
  assertEquals(await spans([[0.25, 0.5]], [0.2, 0.6]), [0.2, 0.6]);
});

Deno.test("the still picture has every cell in its color, where Plotly has it", async () => {
  const values = valuesOf(3, 20);
  const figure = matrixFigure(values, { ...named(3, 20), range: [-1, 1] });
  const { data, info } = await sharp(await figure.toPng({ scale: 1 })).raw()
    .toBuffer({ resolveWithObject: true });
  const { xaxis, yaxis } = (await figure.plotly()).layout as Loose;
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 20; column++) {
      const x = xaxis.domain[0] +
        (xaxis.domain[1] - xaxis.domain[0]) * (column + 0.15) / 20;
      const y = yaxis.domain[1] -
        (yaxis.domain[1] - yaxis.domain[0]) * (row + 0.15) / 3;
      const at = (Math.round((1 - y) * info.height) * info.width +
        Math.round(x * info.width)) * info.channels;
      const wanted = colorAt("signed", (values[row]![column]! + 1) / 2);
      wanted.slice(0, 3).forEach((value, channel) => {
        assert(Math.abs(data[at + channel]! - value) <= 3, `${row} ${column}`);
      });
    }
  }
});

Deno.test("matrices that have no form are refused", () => {
  assertThrows(() => matrixFigure([], named(0, 1)), RangeError, "one or more");
  assertThrows(
    () => matrixFigure([[]], named(1, 0)),
    RangeError,
    "one or more",
  );
  assertThrows(
    () => matrixFigure([[1], [1, 2]], named(2, 2)),
    TypeError,
    "each row must be a list of 2 numbers",
  );
  assertThrows(() => matrixFigure([[1]], named(2, 1)), TypeError, "rows");
  assertThrows(
    () => matrixFigure([[1]], { ...named(1, 1), range: [-1, 2] }),
    RangeError,
    "as far from zero",
  );
  assertThrows(
    () => matrixFigure(valuesOf(1001, 1), named(1001, 1)),
    RangeError,
    "at most 1000",
  );
});
