import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { centreWindow } from "../../lib/image/centre_window.ts";

Deno.test("centreWindow() rounds half offsets to even, as Python", () => {
  const starts = [1, 3, 5, 7, 9].map((odd) => centreWindow(10 + odd, 10).start);
  assertEquals(starts, [0, 2, 2, 4, 4]);
});

Deno.test("centreWindow() sets a short axis in the middle, the odd zero behind", () => {
  assertEquals(centreWindow(5, 8), { start: 0, count: 5, before: 1 });
  assertEquals(centreWindow(5, null), { start: 0, count: 5, before: 0 });
});

Deno.test("centreWindow() lies within the axis and leaves equal margins", () => {
  const side = fc.integer({ min: 1, max: 5000 });
  fc.assert(fc.property(side, side, (length, crop) => {
    const { start, count, before } = centreWindow(length, crop);
    assertEquals(count, Math.min(length, crop));
    assert(start >= 0 && start + count <= length);
    assert(Math.abs(start - (length - start - count)) <= 1);
    assert(Math.abs(before - (crop - before - count)) <= 1);
  }));
});
