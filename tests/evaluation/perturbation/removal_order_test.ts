/** Which pixels go first: hand-made maps, since a slip of sign looks plausible. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { setKey } from "../../../lib/evaluation/perturbation/perturbed_outputs.ts";
import {
  ascendingOrders,
  growingFractions,
  removalOrder,
  removedCount,
  removedSet,
} from "../../../lib/evaluation/perturbation/removal_order.ts";
import { checkValue } from "../../../lib/options/mod.ts";
import { Random } from "../../../lib/random/mod.ts";

const random = (repeat = 0) => new Random(3, 0, repeat);

Deno.test("least goes from the lowest to the highest value, most the other way", () => {
  const map = [0.2, -5, 7, 0, 1e-9];
  assertEquals([...removalOrder(map, "least", random())], [1, 3, 4, 0, 2]);
  assertEquals([...removalOrder(map, "most", random())], [2, 0, 4, 3, 1]);
});

Deno.test("both orders of one stream are each other's reverse, ties included", () => {
  const map = Float32Array.from({ length: 60 }, (_, i) => i % 4);
  assertEquals(
    [...removalOrder(map, "most", random())],
    [...removalOrder(map, "least", random())].reverse(),
  );
});

Deno.test("equal values come in every order, equally often", () => {
  const map = [1, 0, 1, 1];
  const counts = new Map<string, number>();
  const draws = 6000;
  for (let i = 0; i < draws; i++) {
    const order = removalOrder(map, "least", new Random(1, i, 0));
    assertEquals(order[0], 1);
    const key = order.slice(1).join("");
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  assertEquals(counts.size, 6);
  // Six orders with 1000 each, standard deviation 29: five of them.
  for (const count of counts.values()) assert(Math.abs(count - 1000) < 145);
});

Deno.test("a map that is not finite, and an order that is none, are refused", () => {
  assertThrows(
    () => removalOrder([0, NaN], "least", random()),
    RangeError,
    "current value of pixel 1 is NaN",
  );
  assertThrows(
    () => removalOrder([0], "morf" as "most", random()),
    RangeError,
    "order must be least or most",
  );
});

Deno.test("repeats re-draw ties and nothing else", () => {
  const options = { image: 4, repeats: 3, seed: 1 };
  const distinct = Float32Array.from({ length: 50 }, (_, i) => (7 * i) % 50);
  const [a, b, c] = ascendingOrders(distinct, options);
  assert(a === b && b === c);
  const tied = Float32Array.from({ length: 50 }, (_, i) => i < 25 ? 0 : i);
  const orders = ascendingOrders(tied, options);
  assert(orders[0]!.join() !== orders[1]!.join());
  for (const order of orders) {
    assertEquals(
      [...order.subarray(25)],
      Array.from({ length: 25 }, (_, i) => i + 25),
    );
  }
  assertEquals(ascendingOrders(tied, options), orders);
});

Deno.test("a share of the pixels is rounded to the nearest number of them", () => {
  assertEquals(
    [0, 0.001, 0.0011, 0.5, 0.9999, 1].map((f) => removedCount(f, 4096)),
    [0, 4, 5, 2048, 4096, 4096],
  );
});

Deno.test("a set holds the first pixels of the order and no others", () => {
  const order = Uint32Array.of(3, 0, 2, 1);
  assertEquals([...removedSet(order, 0)], [0, 0, 0, 0]);
  assertEquals([...removedSet(order, 2)], [1, 0, 0, 1]);
  assertEquals([...removedSet(order, 4)], [1, 1, 1, 1]);
});

Deno.test("fractions must grow within 0 to 1", () => {
  const check = (fractions: unknown) =>
    checkValue("remove pixels", "fractions", fractions, growingFractions);
  check([0, 0.5, 1]);
  for (const wrong of [[], [-0.1], [1.1], [0.2, 0.2], [0.3, 0.1], [NaN]]) {
    assertThrows(() => check(wrong), RangeError, "grow within 0…1");
  }
  for (const wrong of [0.5, "0.5", ["0.5"], { 0: 0.5 }]) {
    assertThrows(() => check(wrong), TypeError, "grow within 0…1");
  }
});

Deno.test("keys of sets differ where sets differ", () => {
  const keys = new Set<string>();
  for (let i = 0; i < 5000; i++) {
    const draw = new Random(9, i, 0);
    keys.add(setKey(Uint8Array.from({ length: 64 }, () => draw.integer(2))));
  }
  for (let i = 0; i < 64; i++) {
    const single = new Uint8Array(64);
    single[i] = 1;
    keys.add(setKey(single));
  }
  keys.add(setKey(new Uint8Array(64)));
  assertEquals(keys.size, 5065);
  const set = Uint8Array.from({ length: 64 }, (_, i) => i % 2);
  assertEquals(setKey(set), setKey(set.slice()));
});
