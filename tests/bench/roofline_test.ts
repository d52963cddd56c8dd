import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { layerGraph } from "../../lib/model/mod.ts";
import { forwardOperations } from "./forward_operations.ts";
import { NETWORKS } from "./networks/mod.ts";
import { forwardWork, fullGradWork, leastMilliseconds } from "./roofline.ts";

const CALL = {
  name: "a call",
  operations: 4e9,
  direct: 4e9,
  weightBytes: 1e9,
  mapBytes: 3e9,
};

Deno.test("a call takes at least as long as its operations or its bytes, and calls follow each other", () => {
  const machine = { gflops: 2, cacheBandwidth: 3, memoryBandwidth: 1 };
  // Two seconds for either.
  assertAlmostEquals(leastMilliseconds([CALL], machine), 2000);
  const slow = { ...machine, gflops: 1 };
  assertAlmostEquals(leastMilliseconds([CALL, CALL], slow), 8000);
  const far = { ...machine, memoryBandwidth: 0.1 };
  assertAlmostEquals(leastMilliseconds([CALL], far), 11_000);
  assertEquals(leastMilliseconds([], machine), 0);
});

Deno.test("a small network's calls, counted by hand", async () => {
  await startBackend("cpu");
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 4, kernelSize: 2, inputShape: [5, 6, 3] }),
      tf.layers.reLU(),
      tf.layers.conv2d({ filters: 2, kernelSize: 1, useBias: false }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 7 }),
    ],
  });
  const graph = layerGraph(model);
  const [image, first, second] = [5 * 6 * 3, 4 * 5 * 4, 4 * 5 * 2];
  const [a, b, c] = [2 * first * 12, 2 * second * 4, 2 * second * 7];
  const want = [
    [a, 2 * 2 * 3 * 4, image + first],
    [b, 4 * 2, first + second],
    [c, second * 7, second + 7],
  ];
  const numbers = (calls: ReturnType<typeof forwardWork>) =>
    calls.map(({ direct, weightBytes, mapBytes }) => [
      direct,
      weightBytes / 4,
      mapBytes / 4,
    ]);
  assertEquals(numbers(forwardWork(graph, 1)), want);
  assertEquals(numbers(fullGradWork(graph, 1)).slice(3), [
    [4 * 7, 0, 7],
    [c, second * 7, second + 7],
    // Masked by the ReLU's output.
    [b, 4 * 2, second + first + first],
    [4 * first, 0, first],
    [a, 2 * 2 * 3 * 4, image + first],
  ]);
  // Weights are read once for a batch.
  const [, eight] = forwardWork(graph, 8);
  assertEquals(eight!.weightBytes, 4 * 4 * 2);
  assertEquals(eight!.mapBytes, 8 * 4 * (first + second));
});

Deno.test("of a large network the definitions' operations are those of its layers, and Winograd's are fewer", async () => {
  await startBackend("fullgrad-wasm");
  const { graph } = NETWORKS.get("resnet18")!();
  const forward = forwardWork(graph, 2);
  const direct = forward.reduce((sum, call) => sum + call.direct, 0);
  assertEquals(direct, 2 * forwardOperations(graph));
  const fewer = forward.filter(({ operations, direct }) => operations < direct);
  assert(fewer.length >= 8, String(fewer.length));
  for (const { operations, direct } of fewer) {
    // 36 products for 144 at best, with transforms.
    assert(operations > direct / 4);
  }
  const weights = (calls: typeof forward) =>
    calls.reduce((sum, { weightBytes }) => sum + weightBytes, 0);
  assertEquals(weights(fullGradWork(graph, 2)), 2 * weights(forward));
});
