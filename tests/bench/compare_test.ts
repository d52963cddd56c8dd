import { assertEquals, assertRejects } from "@std/assert";
import { comparison, ratiosOf, readRatios, slowerThan } from "./compare.ts";
import type { Row } from "./measurement.ts";
import type { Ratio } from "./ratio.ts";

const ROW = {
  case: { network: "net", batch: 8 },
  ours: { times: { forward: [30], fullGrad: [90.01] } },
  onnx: { times: { forward: [60] } },
  peer: { times: { forward: [20], fullGradSummed: [100] } },
} as unknown as Row;

Deno.test("ratiosOf() divides ours by our forward pass and by the peers'", () => {
  const ratios = ratiosOf([ROW]);
  assertEquals(
    Object.entries(ratios).map(([name, { ratio }]) => [name, ratio]),
    [
      ["net × 8: FullGrad / forward", 3],
      ["net × 8: forward / onnxruntime-web", 0.5],
      ["net × 8: forward / PyTorch", 1.5],
      ["net × 8: FullGrad / PyTorch", 0.9],
    ],
  );
});

Deno.test("ratiosOf() leaves out what failed", () => {
  const failed = { error: "out of memory" };
  assertEquals(ratiosOf([{ ...ROW, ours: failed }]), {});
  assertEquals(Object.keys(ratiosOf([{ ...ROW, peer: failed }])).length, 2);
});

Deno.test("slowerThan() names what grew beyond its interval, of what both have", () => {
  const around = (ratio: number, width = 0.1): Ratio => ({
    ratio,
    low: ratio - width,
    high: ratio + width,
  });
  const baseline = { a: around(1), b: around(2), c: around(3), d: around(1) };
  const now = {
    a: around(1.1),
    b: around(2.4),
    d: around(1.5, 0.45),
    e: around(9),
  };
  assertEquals(slowerThan(baseline, now), [
    "b: 2.40 [2.30, 2.50], was 2.00 [1.90, 2.10]",
  ]);
  assertEquals(
    comparison(baseline, { a: around(1), e: around(9) }),
    "Of 1 ratio(s) that the baseline has too, none grew by more than 15 %.",
  );
});

Deno.test("readRatios() reads the committed baseline, and refuses what has none", async () => {
  const committed = new URL("./baseline.json", import.meta.url);
  const ratios = Object.values(await readRatios(committed.pathname));
  assertEquals(
    ratios.every(({ low, ratio, high }) =>
      0 < low && low <= ratio && ratio <= high
    ),
    true,
  );
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, '{"ratios": {"a": "1"}}');
    await assertRejects(
      () => readRatios(path),
      SyntaxError,
      "must have ratio, low and high",
    );
  } finally {
    await Deno.remove(path);
  }
});
