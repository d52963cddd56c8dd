import { assertEquals, assertRejects } from "@std/assert";
import { comparison, ratiosOf, readRatios, slowerThan } from "./compare.ts";
import type { Row } from "./measurement.ts";

const ROW = {
  case: { network: "net", batch: 8 },
  ours: { ms: { forward: 30, fullGrad: 90 }, perForward: { fullGrad: 3.0004 } },
  onnx: { ms: { forward: 60 } },
  peer: { ms: { forward: 20, fullGradSummed: 100 } },
} as unknown as Row;

Deno.test("ratiosOf() divides ours by our forward pass and by the peers'", () => {
  assertEquals(ratiosOf([ROW]), {
    "net × 8: FullGrad / forward": 3,
    "net × 8: forward / onnxruntime-web": 0.5,
    "net × 8: forward / PyTorch": 1.5,
    "net × 8: FullGrad / PyTorch": 0.9,
  });
});

Deno.test("ratiosOf() leaves out what failed", () => {
  const failed = { error: "out of memory" };
  assertEquals(ratiosOf([{ ...ROW, ours: failed }]), {});
  assertEquals(Object.keys(ratiosOf([{ ...ROW, peer: failed }])).length, 2);
});

Deno.test("slowerThan() names what grew, of what both have", () => {
  const baseline = { a: 1, b: 2, c: 3 };
  assertEquals(slowerThan(baseline, { a: 1.1, b: 2.4, d: 9 }), [
    "b: 2.4, was 2",
  ]);
  assertEquals(
    comparison(baseline, { a: 1, d: 9 }),
    "Of 1 ratio(s) that the baseline has too, none grew by more than 15 %.",
  );
});

Deno.test("readRatios() reads the committed baseline, and refuses what has none", async () => {
  const committed = new URL("./baseline.json", import.meta.url);
  const ratios = Object.values(await readRatios(committed.pathname));
  assertEquals(ratios.every((ratio) => ratio > 0), true);
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, '{"ratios": {"a": "1"}}');
    await assertRejects(() => readRatios(path), SyntaxError, "must be numbers");
  } finally {
    await Deno.remove(path);
  }
});
