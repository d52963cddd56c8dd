import { assertAlmostEquals, assertEquals } from "@std/assert";
import { areaUnder } from "../../../lib/evaluation/perturbation/area_under.ts";
import { axisOf } from "../../../lib/evaluation/perturbation/fraction_axis.ts";

Deno.test("the area of a line is its height in the middle", () => {
  assertEquals(areaUnder([0, 1], [0, 1], "linear"), 0.5);
  assertEquals(areaUnder([0.2, 0.4, 1], [0.2, 0.4, 1], "linear"), 0.6);
  assertAlmostEquals(areaUnder([0.01, 0.1, 1], [0, 1, 2], "log"), 1, 1e-12);
  assertEquals(areaUnder([0.5], [7], "linear"), 7);
});

Deno.test("the axis is logarithmic where shares grow by factors", () => {
  assertEquals(axisOf([0.001, 0.1]), "log");
  assertEquals(axisOf([0, 0.001, 0.1]), "linear");
  assertEquals(axisOf([0.1, 0.5, 0.9]), "linear");
  assertEquals(axisOf([0.1]), "linear");
});
