import { assert, assertEquals } from "@std/assert";
import { ratioOf, ratioText } from "./ratio.ts";

Deno.test("ratioOf() pairs rounds: what disturbs both is in neither", () => {
  const below = [10, 40, 20, 10];
  const twice = below.map((time) => 2 * time);
  assertEquals(ratioOf(twice, below), { ratio: 2, low: 2, high: 2 });
});

Deno.test("ratioOf() is the geometric mean within its interval, and the inverse of its inverse", () => {
  const [above, below] = [[1, 4, 2, 2], [1, 1, 1, 1]];
  const { ratio, low, high } = ratioOf(above, below);
  assertEquals(ratio, 2);
  assert(low < ratio && ratio < high);
  const inverse = ratioOf(below, above);
  assertEquals(inverse.ratio, 0.5);
  assert(inverse.low < 0.5 && 0.5 < inverse.high);
});

Deno.test("ratioOf() of one round has no width", () => {
  const ratio = ratioOf([3], [2]);
  assertEquals(ratio, { ratio: 1.5, low: 1.5, high: 1.5 });
  assertEquals(ratioText(ratio), "1.50 [1.50, 1.50]");
});
