/** Figures of numbers that nobody expects: drawn or refused, never as NaN. */
import { assert, assertEquals } from "@std/assert";
import * as fc from "fast-check";
import {
  barFigure,
  curveFigure,
  type Figure,
  layerFigure,
  matrixFigure,
  panelFigure,
  smallMultiples,
} from "../../lib/display/mod.ts";
import { imageOf, mapOf } from "./examples.ts";

const EXTREMES = [
  ...[0, -0, 1, -1, 0.1, 1e-3, 1e3, 1e16, 1e21],
  ...[1e308, -1e308, Number.MAX_VALUE, -Number.MAX_VALUE],
  ...[5e-324, -5e-324, 1e-310, 2.2250738585072014e-308],
];
const finite = fc.oneof(
  fc.constantFrom(...EXTREMES),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const any = fc.oneof(finite, fc.constantFrom(NaN, Infinity, -Infinity));

/** Lists of values, of one value, and of several. */
const lists = (value: fc.Arbitrary<number>, minLength: number) =>
  fc.oneof(
    fc.array(value, { minLength, maxLength: 6 }),
    fc.tuple(value, fc.integer({ min: minLength, max: 6 }))
      .map(([one, count]) => Array<number>(count).fill(one)),
  );

const title = "a figure";

/** A figure of some numbers, by its kind. */
const KINDS: Readonly<
  Record<string, fc.Arbitrary<() => Figure>>
> = {
  bars: fc.tuple(
    lists(finite, 1),
    any,
    any,
    fc.constantFrom(
      "share" as const,
      "probability" as const,
      "number" as const,
    ),
  ).map(([values, low, high, format]) => () =>
    barFigure(
      values.map((value, i) => ({
        name: `bar ${i}`,
        value,
        ...(i === 0 && { interval: { low, high } }),
      })),
      { title, meaning: "worth", format },
    )
  ),
  curves: fc.tuple(
    lists(any, 2),
    lists(any, 2),
    fc.boolean(),
  ).map(([x, y, isLog]) => () => {
    const count = Math.min(x.length, y.length);
    const ys = y.slice(0, count);
    return curveFigure([
      {
        name: "a",
        x: x.slice(0, count).toSorted((a, b) => a - b),
        y: ys,
        interval: { low: ys.map((v) => v - 1), high: ys.map((v) => v * 2) },
      },
    ], {
      title,
      x: "x",
      y: "y",
      ...(isLog && { xScale: "log" as const }),
    });
  }),
  matrix: lists(any, 4).map((values) => () =>
    matrixFigure([values.slice(0, 2), values.slice(2, 4)], {
      title,
      rows: ["a", "b"],
      columns: ["c", "d"],
      meaning: "worth",
    })
  ),
  ...Object.fromEntries(
    [false, true].map((signed) => [
      `maps, signed ${signed}`,
      lists(any, 4).map((values) => {
        const map = mapOf(2, 2, (row, column) => values[2 * row + column]!, {
          signed,
        });
        return map;
      }).chain((map) =>
        fc.constantFrom(
          () =>
            panelFigure([[{ title, image: imageOf(2, 2), map }]], { title }),
          () =>
            layerFigure([{ map, share: map.values[0]!, note: "note" }], {
              title,
              shareOf: "the whole",
            }),
          () => smallMultiples([{ title, map }, { title, map }], { title }),
        )
      ),
    ]),
  ),
};

const WRONG = /.{0,80}(NaN|undefined|Infinity).{0,40}/;

/** The numbers that are not finite, by path. */
function* wrongIn(value: unknown, path = ""): Generator<string> {
  if (typeof value === "number") {
    if (!Number.isFinite(value)) yield `${path}: ${value}`;
  } else if (typeof value === "object" && value !== null) {
    if (ArrayBuffer.isView(value)) return;
    for (const [key, part] of Object.entries(value)) {
      yield* wrongIn(part, `${path}.${key}`);
    }
  }
}

for (const [kind, figures] of Object.entries(KINDS)) {
  Deno.test(`${kind}: any numbers are drawn without NaN, or refused in words`, async () => {
    let drawn = 0;
    await fc.assert(
      fc.asyncProperty(figures, async (make) => {
        let figure: Figure;
        try {
          figure = make();
        } catch (error) {
          assert(
            error instanceof RangeError || error instanceof TypeError,
            String(error),
          );
          assert(/^Cannot draw/.test(error.message), error.message);
          return;
        }
        drawn++;
        const svg = await figure.toSvg();
        // Texts say what a value is; what places something is a number.
        const places = svg.replaceAll(/>[^<]*</g, "><");
        const [wrong] = places.match(WRONG) ?? [];
        assertEquals(wrong, undefined);
        const { data, layout } = await figure.plotly();
        assertEquals([...wrongIn({ data, layout })], []);
      }),
      { numRuns: 300 },
    );
    assert(drawn > 20, `${drawn} were drawn`);
  });
}
