import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { layerGraph } from "../../lib/model/mod.ts";
import {
  backward,
  forward,
  GRADIENT,
  OPERATIONS,
} from "../../lib/propagation/mod.ts";
import { assertClose } from "./assert_close.ts";
import { chain, IMAGE, SHAPE } from "./chain.ts";
import { float64Network, numericalGradient } from "./float64/mod.ts";

await startBackend("cpu");

Deno.test("backward() shows every node in reverse, with the gradient by its output", () => {
  const graph = layerGraph(chain(2));
  tf.tidy(() => {
    const record = forward(graph, tf.tensor(IMAGE, SHAPE));
    const upstream = tf.ones([2, 3]);
    const seen: string[] = [];
    const gradients: tf.Tensor[] = [];
    const gradient = backward(record, upstream, {
      visit: (node, g, at) => {
        seen.push(node.name);
        gradients.push(g);
        assertEquals(g.shape.slice(1), node.shape.slice(1) as number[]);
        if (node.kind === "conv2d") assertEquals(at.inputShapes, [SHAPE]);
      },
    });
    assertEquals(seen, graph.nodes.map(({ name }) => name).toReversed());
    assert(!upstream.isDisposed && !gradient.isDisposed);
    const rest = gradients.filter((g) => !g.isDisposed);
    assertEquals(rest, [gradient], "gradients are left behind");
  });
});

Deno.test("backward() leaves one tensor behind, whatever the network", () => {
  const graph = layerGraph(chain(3));
  tf.tidy(() => {
    const record = forward(graph, tf.tensor(IMAGE, SHAPE));
    const upstream = tf.ones([2, 3]);
    const before = tf.memory().numTensors;
    backward(record, upstream);
    assertEquals(tf.memory().numTensors, before + 1);
  });
});

Deno.test("backward() can be called twice on one record", async () => {
  const graph = layerGraph(chain(2));
  const [first, second] = tf.tidy(() => {
    const record = forward(graph, tf.tensor(IMAGE, SHAPE));
    const upstream = tf.ones([2, 3]);
    return [backward(record, upstream), backward(record, upstream)];
  });
  assertEquals(await first!.data(), await second!.data());
  tf.dispose([first!, second!]);
});

Deno.test("backward() gives the same bits where nobody reads the gradients of its ReLUs", async () => {
  const x = tf.input({ shape: [8, 8, 4] });
  const conv = (y: tf.SymbolicTensor, kernelSize: number, seed: number) =>
    tf.layers.conv2d({
      filters: 4,
      kernelSize,
      padding: "same",
      kernelInitializer: tf.initializers.randomNormal({ seed }),
    }).apply(y) as tf.SymbolicTensor;
  const relu = (y: tf.SymbolicTensor) =>
    tf.layers.reLU().apply(y) as tf.SymbolicTensor;
  const start = relu(conv(x, 3, 1));
  const branch = conv(relu(conv(start, 3, 2)), 1, 3);
  const sum = tf.layers.add().apply([branch, start]) as tf.SymbolicTensor;
  const outputs = tf.layers.flatten().apply(relu(sum)) as tf.SymbolicTensor;
  const graph = layerGraph(tf.model({ inputs: x, outputs }));
  for (const name of ["cpu", "fullgrad-wasm"] as const) {
    await startBackend(name);
    const results = tf.tidy(() => {
      const image = tf.randomNormal([2, 8, 8, 4], 0, 1, "float32", 4);
      const record = forward(graph, image);
      const upstream = tf.randomNormal([2, 256], 0, 1, "float32", 5);
      const seen: string[] = [];
      const visit = ({ name }: { readonly name: string }) => {
        seen.push(name);
      };
      const read = backward(record, upstream, { visit });
      const before = tf.memory().numTensors;
      const unread = backward(record, upstream, { visit, reads: () => false });
      assertEquals(tf.memory().numTensors, before + 1);
      assertEquals(seen.length, 2 * graph.nodes.length);
      return [read, unread];
    });
    const [read, unread] = await Promise.all(results.map((g) => g.data()));
    assertEquals(read, unread);
    tf.dispose(results);
  }
  await startBackend("cpu");
});

Deno.test("a convolution takes pads, batch normalization's factors and ReLUs into its gradient where nobody reads theirs", async () => {
  const x = tf.input({ shape: [9, 8, 4] });
  const apply = (layer: tf.layers.Layer, y: tf.SymbolicTensor) =>
    layer.apply(y) as tf.SymbolicTensor;
  const values = (seed: number) =>
    tf.initializers.randomUniform({ minval: 0.5, maxval: 2, seed });
  const block = (y: tf.SymbolicTensor, strides: number, seed: number) => {
    const padding: [[number, number], [number, number]] = [[1, 2], [0, 1]];
    const padded = apply(tf.layers.zeroPadding2d({ padding }), y);
    const conv = apply(
      tf.layers.conv2d({
        filters: 4,
        kernelSize: 3,
        strides,
        useBias: false,
        kernelInitializer: tf.initializers.randomNormal({ seed }),
      }),
      padded,
    );
    const norm = apply(
      tf.layers.batchNormalization({
        gammaInitializer: values(seed + 10),
        movingVarianceInitializer: values(seed + 20),
      }),
      conv,
    );
    return apply(tf.layers.reLU(), norm);
  };
  const start = block(x, 1, 1);
  // Read by a pad, by a node after it, and by one after the pad's convolution.
  const branches = [
    block(start, 1, 2),
    apply(tf.layers.conv2d({ filters: 4, kernelSize: [1, 2] }), start),
  ];
  const outputs = apply(
    tf.layers.flatten(),
    apply(tf.layers.concatenate({ axis: 2 }), [
      apply(tf.layers.cropping2D({ cropping: [[1, 0], [0, 0]] }), branches[0]!),
      branches[1]!,
    ] as unknown as tf.SymbolicTensor),
  );
  const graph = layerGraph(tf.model({ inputs: x, outputs }));
  const size = outputs.shape[1]!;
  for (const name of ["cpu", "fullgrad-wasm"] as const) {
    await startBackend(name);
    for (const recompute of [false, true]) {
      const [read, unread] = tf.tidy(() => {
        const image = tf.randomNormal([2, 9, 8, 4], 0, 1, "float32", 4);
        const record = forward(graph, image, { recompute });
        const upstream = tf.randomNormal([2, size], 0, 1, "float32", 5);
        const visit = () => {};
        return [
          backward(record, upstream, { visit }),
          backward(record, upstream, { visit, reads: () => false }),
        ];
      });
      const [want, got] = [read!, unread!].map((g) => g.dataSync());
      assertClose(got!, want!, 1e-5, `${name}, ${recompute}`);
      tf.dispose([read!, unread!]);
    }
  }
  await startBackend("cpu");
});

Deno.test("backward() returns the gradient itself where there is no layer", () => {
  const model = tf.sequential({
    layers: [tf.layers.inputLayer({ inputShape: [3] })],
  });
  const graph = layerGraph(model);
  assertEquals(graph.input, graph.output);
  tf.tidy(() => {
    const record = forward(graph, tf.tensor([[1, 2, 3]]));
    const gradient = backward(record, tf.tensor([[4, 5, 6]]));
    assertEquals([...gradient.dataSync()], [4, 5, 6]);
  });
});

Deno.test("backward() follows another table where it is given one", async () => {
  const graph = layerGraph(chain(2));
  // As if every relu were the identity: the network is affine then.
  const through = tf.tidy(() => {
    const record = forward(graph, tf.tensor(IMAGE, SHAPE));
    return backward(record, tf.ones([2, 3]), {
      rules: { ...GRADIENT, activation: (_node, g) => [g] },
    });
  });
  const affine = await float64Network({
    ...graph,
    nodes: graph.nodes.map((node) =>
      node.kind === "activation"
        ? { ...node, kind: "identity", attributes: {} }
        : node
    ),
  });
  const expected = numericalGradient(
    affine,
    { shape: SHAPE, data: Float64Array.from(IMAGE) },
    [1, 1, 1, 1, 1, 1],
  );
  assertClose(await through.data(), expected, 1e-5, "gradient");
  through.dispose();
});

Deno.test("the gradient table has the gradient of every operation", () => {
  for (const [kind, operation] of Object.entries(OPERATIONS)) {
    assertEquals(GRADIENT[kind as keyof typeof GRADIENT], operation.gradient);
  }
});

Deno.test("the gradient of one image does not depend on the others", async () => {
  const graph = layerGraph(chain(2));
  const [both, alone] = tf.tidy(() =>
    [2, 1].map((count) => {
      const image = tf.slice(
        tf.tensor(IMAGE, SHAPE),
        [2 - count, 0, 0, 0],
      );
      return backward(forward(graph, image), tf.ones([count, 3]));
    })
  );
  const rows = await both!.data();
  assertClose(
    rows.slice(rows.length / 2),
    [...await alone!.data()],
    1e-6,
    "the second image",
  );
  tf.dispose([both!, alone!]);
});
