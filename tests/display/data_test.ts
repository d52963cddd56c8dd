import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { mapExtent } from "../../lib/display/data/heatmap.ts";
import { mapRange } from "../../lib/display/data/map_range.ts";
import { mapNote } from "../../lib/display/data/heatmap.ts";
import { quantile } from "../../lib/display/data/map_range.ts";
import {
  scaleValues,
  valueRows,
} from "../../lib/display/data/scaled_values.ts";
import { mapOf } from "./examples.ts";

const values = fc.float32Array({ minLength: 1, maxLength: 60 });

Deno.test("scaleValues() errs by less than a thousandth of what values span", () => {
  const near = fc.tuple(values, fc.constantFrom(0, 1, -7, 1000, 1e6)).map((
    [array, center],
  ) => array.map((value) => center + value % 1));
  fc.assert(fc.property(fc.oneof(values, near), (array) => {
    const finite = array.filter(Number.isFinite);
    const [min, max] = [Math.min(...finite), Math.max(...finite)];
    const floats = Math.max(0, ...finite.map(Math.abs)) * 1e-7;
    const rounded = valueRows(scaleValues(array), array.length)[0] ?? [];
    array.forEach((value, i) => {
      const shown = rounded[i];
      if (!Number.isFinite(value)) return assertEquals(shown, null);
      assert(
        Math.abs(shown! - value) <= (max - min) * 5.01e-4 + floats,
        `${value}: ${shown}`,
      );
    });
    assertEquals(JSON.parse(JSON.stringify(rounded)), rounded);
  }));
});

Deno.test("scaleValues() errs by less than a 256th of what colors span", () => {
  fc.assert(fc.property(
    fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1 }),
    fc.double({ min: 0.1, max: 3, noNaN: true }),
    (list, colors) => {
      const array = Float32Array.from(list);
      const scaled = scaleValues(array, colors);
      valueRows(scaled, array.length)[0]!.forEach((shown, i) =>
        assert(Math.abs(shown! - array[i]!) <= colors / 128 / 2 + 1e-6)
      );
      const [min, max] = [Math.min(...array), Math.max(...array)];
      // No more digits than that takes.
      const most = 2.5 * 128 * Math.max(1, (max - min) / colors) + 2;
      const distinct = Math.max(...scaled.steps) - Math.min(...scaled.steps);
      assert(distinct <= most || max - min < 1e-5, `${distinct} steps`);
    },
  ));
});

Deno.test("valueRows() gives rows, and short texts", () => {
  const rows = valueRows(
    scaleValues(new Float32Array([0.1, -0, NaN, 1 / 3])),
    2,
  );
  assertEquals(rows, [[0.1, 0], [null, 0.3333]]);
});

Deno.test("quantile() is the sorted magnitude at that place", () => {
  fc.assert(fc.property(
    fc.array(values, { minLength: 1, maxLength: 3 }),
    fc.double({ min: 0.01, max: 1, noNaN: true }),
    (arrays, part) => {
      const sorted = arrays.flatMap((array) => [...array])
        .filter(Number.isFinite).map(Math.abs).sort((a, b) => a - b);
      const q = quantile(arrays, part);
      const within = sorted.filter((value) => value <= q).length;
      assert(within >= part * sorted.length - 1e-9);
      if (sorted.length > 0) assert(sorted.includes(q));
    },
  ));
});

Deno.test("mapRange() is centered on zero for signed maps, starts at it for others", () => {
  const signed = mapOf(1, 3, (_, i) => [-4, 1, 2][i]!, { signed: true });
  assertEquals(mapRange([signed]), {
    low: -4,
    high: 4,
    clipped: false,
    diverging: true,
  });
  const unsigned = mapOf(1, 3, (_, i) => [3, 1, NaN][i]!);
  assertEquals(mapRange([unsigned]), {
    low: 0,
    high: 3,
    clipped: false,
    diverging: false,
  });
  assertEquals(mapRange([unsigned], { start: "minimum" }).low, 1);
});

Deno.test("mapRange() has two different ends whatever the values", () => {
  fc.assert(fc.property(
    values,
    fc.boolean(),
    fc.constantFrom("zero" as const, "minimum" as const),
    fc.double({ min: 0.01, max: 1, noNaN: true }),
    (array, signed, start, part) => {
      const map = mapOf(1, array.length, (_, i) => array[i]!, { signed });
      const { low, high } = mapRange([map], { start, quantile: part });
      assert(low < high && Number.isFinite(high - low));
    },
  ));
});

Deno.test("mapRange() leaves out the part that a quantile names", () => {
  const map = mapOf(10, 10, (row, column) => row * 10 + column + 1);
  assertEquals(mapRange([map], { quantile: 0.95 }), {
    low: 0,
    high: 95,
    clipped: true,
    diverging: false,
  });
});

Deno.test("mapRange() from the minimum spans the values of a signed map far from zero", () => {
  const spanOf = (values: number[], start: "zero" | "minimum") => {
    const map = mapOf(1, values.length, (_, i) => values[i]!, { signed: true });
    const { low, high, diverging } = mapRange([map], { start });
    return [low, high, diverging];
  };
  assertEquals(spanOf([12, 11.5, 12.5], "minimum"), [11.5, 12.5, false]);
  assertEquals(spanOf([-12, -11.5, NaN], "minimum"), [-12, -11.5, false]);
  assertEquals(spanOf([12, 11.5, 12.5], "zero"), [-12.5, 12.5, true]);
  assertEquals(spanOf([12, 5, 12.5], "minimum"), [-12.5, 12.5, true]);
  assertEquals(spanOf([12, -12.5], "minimum"), [-12.5, 12.5, true]);
  assertEquals(spanOf([12, 12], "minimum"), [-12, 12, true]);
});

Deno.test("mapRange() keeps the span of values far from zero beside one small value", () => {
  const map = mapOf(
    20,
    50,
    (row, column) => row + column === 0 ? 0.01 : 12 + column / 50,
    { signed: true },
  );
  const { low, high, clipped, diverging } = mapRange([map], {
    start: "minimum",
    quantile: 0.999,
  });
  assertEquals([low, clipped, diverging], [12, true, false]);
  assert(high > 12.9 && high < 13);
  assertEquals(mapRange([map], { start: "minimum" }).diverging, true);
});

Deno.test("mapNote() says what colors cannot", () => {
  const note = (value: (i: number) => number) => {
    const map = mapOf(1, 4, (_, i) => value(i));
    return mapNote(map, mapExtent(map));
  };
  assertEquals(note(() => 0), "zero everywhere");
  assertEquals(note(() => 0.5), "0.5 everywhere");
  assertEquals(note(() => NaN), "no finite value");
  assertEquals(note((i) => i === 0 ? Infinity : i), "1 value is not finite");
  assertEquals(note((i) => i), undefined);
});

Deno.test("mapExtent() checks size and sign", () => {
  const map = mapOf(2, 2, (row) => row);
  assertThrows(
    () => mapExtent({ ...map, height: 3 }),
    TypeError,
    'Cannot draw map "a map" as 3 × 2 must have 6 values: current value is 4',
  );
  assertThrows(() => mapExtent({ ...map, width: 0 }), RangeError, "width");
  assertThrows(
    () => mapExtent({ ...map, values: new Float32Array([0, 1, -3, 0]) }),
    RangeError,
    "current minimum is -3",
  );
});
