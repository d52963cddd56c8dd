import { assert, assertEquals } from "@std/assert";
import { Random } from "../../lib/random/mod.ts";

/** sfc32 written out in integers of any size, modulo 2³². */
function slowSfc32(seeds: readonly number[], count: number): number[] {
  const word = (x: bigint) => BigInt.asUintN(32, x);
  let [a, b, c] = seeds.map((x) => word(BigInt(x))) as [bigint, bigint, bigint];
  let counter = 1n;
  return Array.from({ length: 15 + count }, () => {
    const sum = word(a + b + counter);
    counter = word(counter + 1n);
    a = b ^ (b >> 9n);
    b = word(c + (c << 3n));
    c = word((word(c << 21n) | (c >> 11n)) + sum);
    return Number(sum);
  }).slice(15);
}

Deno.test("Random is sfc32", () => {
  for (const seeds of [[0, 0, 0], [1, 2, 3], [2 ** 32 - 1, 2 ** 31, 1]]) {
    const random = new Random(seeds[0]!, seeds[1]!, seeds[2]!);
    const bits = Array.from({ length: 100 }, () => random.bits());
    assertEquals(bits, slowSfc32(seeds, 100));
  }
});

Deno.test("Random: neighbouring indices give unrelated streams", () => {
  // The share of equal bits of 1000 pairs of words has the standard deviation
  // 1/(2·√32000) = 0.0028; five of them are allowed.
  let equal = 0;
  for (let index = 0; index < 1000; index++) {
    let different = new Random(1, index, 1).bits() ^
      new Random(1, index + 1, 1).bits();
    for (let bit = 0; bit < 32; bit++, different >>>= 1) {
      equal += 1 - (different & 1);
    }
  }
  assert(Math.abs(equal / 32000 - 0.5) < 0.014);
});

Deno.test("Random: integer is uniform", () => {
  // Chi-square with 6 degrees of freedom exceeds 22.5 in 0.1 % of cases.
  const random = new Random(7, 0, 0);
  const counts = new Array(7).fill(0);
  for (let i = 0; i < 7000; i++) counts[random.integer(7)] += 1;
  const chiSquare = counts.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
  assert(chiSquare < 22.5, `${counts}`);
});
