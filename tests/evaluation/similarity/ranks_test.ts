import { assertEquals } from "@std/assert";
import {
  ascendingOrder,
  averageRanks,
} from "../../../lib/evaluation/similarity/ranks.ts";
import { Random } from "../../../lib/random/mod.ts";

Deno.test("averageRanks() is one more than the mean number of values before", () => {
  const random = new Random(8, 0, 0);
  for (const size of [1, 2, 7, 100, 500]) {
    const values = Float64Array.from(
      { length: size },
      () => random.integer(20),
    );
    const slow = values.map((value) => {
      const less = values.filter((other) => other < value).length;
      const equal = values.filter((other) => other === value).length;
      return less + (equal + 1) / 2;
    });
    assertEquals(averageRanks(values), slow);
  }
});

Deno.test("ascendingOrder() is a stable sort of any numbers", () => {
  const random = new Random(9, 0, 0);
  const special = [0, -0, 5e-324, -5e-324, 1e308, -1e308, 1, 1 + 2 ** -52, -1];
  for (const scale of [1e-300, 1, 1e300]) {
    const values = Float64Array.from(
      { length: 3000 },
      (_, i) => i % 5 === 0 ? random.pick(special) : scale * random.normal(),
    );
    const slow = Array.from(values.keys()).sort((a, b) =>
      values[a]! - values[b]! || a - b
    );
    assertEquals([...ascendingOrder(values)], slow);
  }
});
