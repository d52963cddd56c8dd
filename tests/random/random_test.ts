import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { permutation, Random, shuffle } from "../../lib/random/mod.ts";

function take<T>(count: number, draw: () => T): T[] {
  return Array.from({ length: count }, draw);
}

Deno.test("Random gives the same numbers for the same integers, others for others", () => {
  const bits = (...seeds: [number, number, number]) => {
    const random = new Random(...seeds);
    return take(4, () => random.bits()).join();
  };
  assertEquals(bits(1, 2, 3), bits(1, 2, 3));
  const streams = [0, 1, 2].flatMap((a) =>
    [0, 1, 2].flatMap((b) => [0, 1, 2].map((c) => bits(a, b, c)))
  );
  assertEquals(new Set(streams).size, 27);
});

Deno.test("Random's numbers keep their limits", () => {
  const random = new Random(5, 0, 0);
  for (const value of take(2000, () => random.between(-2, 3))) {
    assert(value >= -2 && value < 3);
  }
  const sides = take(2000, () => random.integer(6));
  assertEquals([...new Set(sides)].sort(), [0, 1, 2, 3, 4, 5]);
  assertEquals(take(50, () => random.integer(1)), Array(50).fill(0));
  assert(take(50, () => random.chance(1)).every((yes) => yes));
  assert(!take(50, () => random.chance(0)).some((yes) => yes));
  assertEquals(new Set(take(50, () => random.sign())), new Set([-1, 1]));
  assertEquals(
    new Set(take(99, () => random.pick(["a", "b"]))),
    new Set("ab"),
  );
});

// The bounds are six standard deviations: a wrong distribution fails, and one
// seed in 500 million that is right.
Deno.test("Random's uniform numbers have their mean, variance and no correlation", () => {
  const random = new Random(7, 1, 1);
  const count = 20_000;
  const values = take(count, () => random.between(0, 1));
  const mean = values.reduce((a, b) => a + b) / count;
  const variance = values.reduce((sum, x) => sum + (x - 0.5) ** 2, 0) / count;
  const neighbours = values.slice(1).reduce(
    (sum, x, i) => sum + (x - 0.5) * (values[i]! - 0.5),
    0,
  ) / count;
  assertAlmostEquals(mean, 0.5, 6 * Math.sqrt(1 / 12 / count));
  assertAlmostEquals(variance, 1 / 12, 6 * Math.sqrt(1 / 180 / count));
  assertAlmostEquals(neighbours, 0, 6 / 12 / Math.sqrt(count));
});

Deno.test("Random's normal numbers have the moments of the normal distribution", () => {
  const random = new Random(7, 2, 1);
  const count = 20_000;
  const values = take(count, () => random.normal());
  assert(values.every(Number.isFinite));
  const moment = (power: number) =>
    values.reduce((sum, x) => sum + x ** power, 0) / count;
  // E x^2k = (2k − 1)!!, so the variance of x^k is known as well.
  assertAlmostEquals(moment(1), 0, 6 * Math.sqrt(1 / count));
  assertAlmostEquals(moment(2), 1, 6 * Math.sqrt(2 / count));
  assertAlmostEquals(moment(3), 0, 6 * Math.sqrt(15 / count));
  assertAlmostEquals(moment(4), 3, 6 * Math.sqrt(96 / count));
});

Deno.test("Random's normal is finite for the least and the greatest bits", () => {
  for (const bits of [0, 2 ** 32 - 1]) {
    const random = Object.create(Random.prototype) as Random;
    Object.defineProperty(random, "bits", { value: () => bits });
    assert(Number.isFinite(random.normal()));
    assert(random.between(0, 1) < 1);
    assert(random.integer(10) < 10);
  }
});

Deno.test("shuffle puts every kind of list into the order of permutation, in place", () => {
  const random = () => new Random(3, 1, 4);
  const order = permutation(50, random());
  assertEquals(order.toSorted((a, b) => a - b), [...Array(50).keys()]);
  const numbers = Array.from({ length: 50 }, (_, i) => i);
  for (
    const list of [
      numbers,
      Uint32Array.from(numbers),
      Float32Array.from(numbers),
    ]
  ) {
    assert(shuffle(list, random()) === list);
    assertEquals([...list], order);
  }
});
