/** Elements of constants by index, as exporters build masks of windows with them. */
import { assertRejects } from "@std/assert";
import { UnsupportedLayerError } from "../../../lib/model/mod.ts";
import { startBackend } from "../../../lib/backend/mod.ts";
import { assertLikeRuntime, withNetwork } from "./compare.ts";
import { Draft } from "./draft.ts";

await startBackend("fullgrad-wasm");

/** Fails unless the image plus a constant is what the runtime computes. */
async function assertFolds(
  constant: (draft: Draft) => string,
  message: string,
): Promise<void> {
  const draft = new Draft(2);
  const sum = draft.node("Add", ["image", constant(draft)]);
  await assertLikeRuntime(draft.file(sum, 18), draft.shape, message);
}

Deno.test("elements of constants are gathered and scattered as onnxruntime-web does", async () => {
  const reductions = ["none", "add", "mul", "max", "min"];
  for (const reduction of reductions) {
    await assertFolds(
      (d) =>
        d.node("ScatterND", [
          d.weight([4, 6, 5]),
          d.integers([0, 5, 3, -1, 0, 5], [3, 2]),
          d.weight([3, 5]),
        ], { attributes: { reduction } }),
      `ScatterND, ${reduction}`,
    );
    await assertFolds(
      (d) =>
        d.node("ScatterElements", [
          d.weight([6, 5]),
          d.integers([0, 1, 2, 3, 0, -1], [2, 3]),
          d.weight([2, 3]),
        ], { attributes: { axis: 0, reduction } }),
      `ScatterElements, ${reduction}`,
    );
  }
  await assertFolds(
    (d) =>
      d.node("ScatterND", [
        d.weight([6, 5]),
        d.integers([0, 5 - 1, 3, -1], [2, 2]),
        d.weight([2]),
      ]),
    "ScatterND of single elements",
  );
  await assertFolds(
    (d) =>
      d.node("GatherND", [
        d.weight([3, 4, 5]),
        d.integers([2, 0, -1, 3, 1, 1, 0, 2], [4, 1, 2]),
      ], { attributes: { batch_dims: 0 } }),
    "GatherND",
  );
  for (const axis of [0, 1, -1]) {
    await assertFolds(
      (d) =>
        d.node("GatherElements", [
          d.weight([6, 5]),
          d.integers(Array.from({ length: 30 }, (_, i) => i % 5), [6, 5]),
        ], { attributes: { axis } }),
      `GatherElements along ${axis}`,
    );
  }
});

Deno.test("indices that lie outside, and updates that are too few, are refused", async () => {
  const wrong: readonly (readonly [(draft: Draft) => string, string])[] = [
    [
      (d) =>
        d.node("ScatterND", [
          d.weight([6, 5]),
          d.integers([6], [1, 1]),
          d.weight([1, 5]),
        ]),
      "its index 6 must lie within 6",
    ],
    [
      (d) =>
        d.node("ScatterND", [
          d.weight([6, 5]),
          d.integers([1], [1, 1]),
          d.weight([1, 4]),
        ]),
      "its updates must have 5 elements: current shape is [1,4]",
    ],
    [
      (d) =>
        d.node("GatherND", [d.weight([6, 5]), d.integers([1, 1, 1], [1, 3])]),
      "its indices [1,3] must be of the axes of [6,5]",
    ],
    [
      (d) =>
        d.node("GatherElements", [d.weight([6, 5]), d.integers([0, 1], [2])]),
      "its indices [2] must lie within [6,5]",
    ],
  ];
  for (const [constant, reason] of wrong) {
    const draft = new Draft(2);
    const file = draft.file(draft.node("Add", ["image", constant(draft)]), 18);
    await assertRejects(
      () => withNetwork(file, () => {}),
      UnsupportedLayerError,
      reason,
    );
  }
});
