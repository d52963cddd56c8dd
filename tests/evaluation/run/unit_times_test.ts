import { assertEquals } from "@std/assert";
import { UnitTimes } from "../../../lib/evaluation/run/unit_times.ts";

const FRAME = {
  images: { names: Array.from({ length: 500 }, String), fingerprint: "" },
  methods: ["a", "b", "c"].map((name) => ({
    name,
    control: false,
    method: name,
    signed: false,
    settings: {},
    key: null,
  })),
};

const unitsOf = (method: number, count: number) =>
  Array.from({ length: count }, () => ({
    block: { methods: [method, method + 1] as const },
  }));
const machine = () => " on 2 threads";

Deno.test("the time left is each method's own, and the mean of all for those not timed", () => {
  const units = [0, 1, 2].flatMap((method) => unitsOf(method, 10));
  const times = new UnitTimes(FRAME, units, 30);
  assertEquals(times.left, undefined);
  times.finish(units[0]!, 1000);
  assertEquals(times.left, 29_000);
  times.finish(units[10]!, 5000);
  // 9 of a second, 9 of five, and 10 of the mean of those two.
  assertEquals(times.left, 9_000 + 45_000 + 30_000);
  times.finish(units[20]!, 10_000);
  assertEquals(times.left, 9_000 + 45_000 + 90_000);
});

Deno.test("units of other processes count as done and say nothing of the time", () => {
  const units = unitsOf(0, 4);
  const times = new UnitTimes(FRAME, units, 4);
  times.finish(units[0]!, undefined);
  assertEquals(times.left, undefined);
  times.finish(units[1]!, 100);
  assertEquals(times.left, 200);
});

Deno.test("an estimate is said of a minute and more, once, and again where it was wrong", () => {
  const units = [...unitsOf(0, 100), ...unitsOf(1, 100)];
  const times = new UnitTimes(FRAME, units, 200);
  const said: string[] = [];
  const finish = (unit: number, time: number) => {
    times.finish(units[unit]!, time);
    const words = times.estimate(machine);
    if (words) said.push(words);
  };
  // How a backend starts: 2.5 s of it say nothing.
  finish(0, 2500);
  for (let i = 1; i < 100; i++) finish(i, 2500);
  assertEquals(said, [
    "About 8 min for 500 images and 3 methods on 2 threads, if the other methods take as long as the 1 timed",
  ]);
  for (let i = 100; i < 200; i++) finish(i, 25_000);
  assertEquals(said.slice(1), [
    "About 46 min for 500 images and 3 methods on 2 threads",
  ]);
});

Deno.test("a short run has no estimate; one that goes on has that of its rest", () => {
  const short = new UnitTimes(FRAME, unitsOf(0, 10), 10);
  short.finish(unitsOf(0, 1)[0]!, 5000);
  assertEquals(short.estimate(machine), undefined);
  const rest = new UnitTimes(FRAME, unitsOf(0, 200), 1000);
  rest.finish(unitsOf(0, 1)[0]!, 144_000);
  assertEquals(
    rest.estimate(machine),
    "About 8.0 h for the 200 units left on 2 threads",
  );
});
