import { assert, assertEquals, assertThrows } from "@std/assert";
import { intervalText } from "fullgrad/evaluation";

const text = (mean: number, low: number, high: number, n = 12) =>
  intervalText({ mean, low, high, n });

Deno.test("a mean has no more places than its interval speaks for", () => {
  assertEquals(text(6.391, 4.723, 8.114), "6.4 (4.7 to 8.1)");
  assertEquals(text(-0.2941, -0.4922, -0.0932), "−0.29 (−0.49 to −0.09)");
  assertEquals(text(0.00417, -0.0275, 0.0307), "0.004 (−0.028 to 0.031)");
  assertEquals(text(1.004e-9, 0.52e-9, 1.98e-9), "1e−9 (5.2e−10 to 1.98e−9)");
  assertEquals(text(1234.5, 1000.1, 1500.9), "1230 (1000 to 1500)");
});

Deno.test("an interval that is narrow beside its mean keeps its ends apart", () => {
  assertEquals(
    text(12345.678, 12345.61, 12345.74),
    "12345.678 (12345.61 to 12345.74)",
  );
  assertEquals(
    text(-0.987654, -0.98773, -0.98758),
    "−0.987654 (−0.98773 to −0.98758)",
  );
  assertEquals(text(3e7 + 123, 3e7, 3e7 + 250), "30000120 (3e7 to 30000250)");
  for (let places = 1; places < 10; places++) {
    const half = 10 ** -places;
    const words = text(1, 1 - half, 1 + half);
    const [low, high] = words.match(/\((.*) to (.*)\)/)!.slice(1).map(Number);
    assert(low! < 1 && 1 < high!, words);
  }
});

Deno.test("limits: no width, no interval, and what rounds to zero from below", () => {
  assertEquals(text(1, 1, 1), "1 (1 to 1)");
  assertEquals(text(0.98765, 0.98765, 0.98765), "0.988 (0.988 to 0.988)");
  assertEquals(text(0.5, NaN, NaN, 1), "0.5 (n = 1: no interval)");
  assertEquals(text(NaN, NaN, NaN, 0), "NaN (n = 0: no interval)");
  assertEquals(text(-0.001, -0.4, 0.4), "0 (−0.4 to 0.4)");
});

Deno.test("what is no interval is refused", () => {
  for (
    const wrong of [undefined, {}, [1, 2, 3], { mean: 1, low: 0, high: 2 }]
  ) {
    assertThrows(
      () => intervalText(wrong as never),
      TypeError,
      "Cannot write an interval as interval must be an interval",
    );
  }
});
