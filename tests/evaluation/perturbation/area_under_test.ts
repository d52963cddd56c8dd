import { assertAlmostEquals, assertEquals } from "@std/assert";
import { scaleOf } from "../../../lib/evaluation/perturbation/run_removals.ts";
import type { Axis } from "../../../lib/evaluation/result/mod.ts";
import { areaUnder } from "../../../lib/evaluation/result/read_values.ts";

function axis(values: number[] | string[], scale: Axis["scale"]): Axis {
  return { name: "x", meaning: "x", values, scale };
}

Deno.test("the area of a line is its height in the middle", () => {
  assertEquals(areaUnder(axis([0, 1], "linear"), [0, 1]), 0.5);
  assertEquals(areaUnder(axis([0.2, 0.4, 1], "linear"), [0.2, 0.4, 1]), 0.6);
  assertAlmostEquals(
    areaUnder(axis([0.01, 0.1, 1], "log"), [0, 1, 2])!,
    1,
    1e-12,
  );
  assertEquals(areaUnder(axis([0.5], "linear"), [7]), 7);
  assertEquals(areaUnder(axis(["a", "b", "c"], "points"), [0, 4, 0]), 2);
  assertEquals(areaUnder(axis([0, 1, 2], "linear"), [0, null, 1]), null);
});

Deno.test("the axis is logarithmic where shares grow by factors", () => {
  assertEquals(scaleOf([0.001, 0.1]), "log");
  assertEquals(scaleOf([0, 0.001, 0.1]), "linear");
  assertEquals(scaleOf([0.1, 0.5, 0.9]), "linear");
  assertEquals(scaleOf([0.1]), "linear");
});
