import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { rateAt, type Schedule } from "../../lib/training/schedule.ts";

function rates(schedule: Schedule): number[] {
  return Array.from(
    { length: 20 },
    (_, step) => rateAt(schedule, { step, stepsPerEpoch: 5, steps: 20 }),
  );
}

Deno.test("a constant rate is constant after its warm-up", () => {
  assertEquals(rates({ kind: "constant", rate: 2 }), new Array(20).fill(2));
  const warm = rates({ kind: "constant", rate: 2, warmUp: 4 });
  assertEquals(warm.slice(0, 6), [0.5, 1, 1.5, 2, 2, 2]);
});

Deno.test("a cosine falls from the rate to nothing", () => {
  const values = rates({ kind: "cosine", rate: 0.3 });
  assertAlmostEquals(values[0]!, 0.3);
  assertAlmostEquals(values[10]!, 0.15);
  values.forEach((value, i) => {
    if (i > 0) assert(value < values[i - 1]!);
    // It is as far below the rate as its mirror image is above nothing.
    if (i > 0) assertAlmostEquals(value + values[20 - i]!, 0.3);
  });
  const warm = rates({ kind: "cosine", rate: 0.3, warmUp: 4 });
  assertAlmostEquals(warm[3]!, 0.3);
  assertAlmostEquals(warm[4]!, 0.3);
  assertAlmostEquals(warm[12]!, 0.15);
  assert(
    rates({ kind: "cosine", rate: 1, warmUp: 30 }).every((v) => v > 0 && v < 1),
  );
});

Deno.test("steps fall at the beginning of their epochs", () => {
  const values = rates({ kind: "step", rate: 1, epochs: [1, 3], factor: 0.5 });
  assertEquals(values, [
    ...new Array(5).fill(1),
    ...new Array(10).fill(0.5),
    ...new Array(5).fill(0.25),
  ]);
  assertAlmostEquals(rates({ kind: "step", rate: 1, epochs: [1] })[7]!, 0.1);
});
