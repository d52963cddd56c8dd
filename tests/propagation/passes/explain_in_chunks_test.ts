import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../../lib/backend/mod.ts";
import { asModel, layerGraph } from "../../../lib/model/mod.ts";
import {
  type Chunk,
  type ChunkResult,
  explainInChunks,
} from "../../../lib/propagation/mod.ts";
import { chunkSizeFor } from "../../../lib/propagation/passes/explain_in_chunks.ts";
import { ChunkReader } from "../../../lib/propagation/passes/read_back.ts";
import { convBnNet, noiseBatch } from "../../aggregation/networks/mod.ts";

await startBackend("fullgrad-wasm");

const model = asModel(convBnNet(), { classNames: ["a", "b", "c", "d"] });
const batch = noiseBatch(7);

/** A pass that returns the image; `seen` gets what it was told. */
function echo(seen: Chunk[] = []) {
  return (chunk: Chunk): ChunkResult<{ readonly image: tf.Tensor }> => {
    seen.push(chunk);
    const [count] = chunk.image.shape;
    return {
      logits: tf.zeros([count, 4]),
      value: tf.zeros([count]),
      tensors: { image: tf.clone(chunk.image) },
    };
  };
}

Deno.test("chunks hold the images in order, with their own classes and start", async () => {
  const seen: Chunk[] = [];
  const target = [0, 1, 2, 3, 0, 1, 2];
  const { arrays } = await explainInChunks(
    model,
    batch,
    { chunkSize: 3, target },
    echo(seen),
  );
  assertEquals(seen.map(({ image }) => image.shape[0]), [3, 3, 1]);
  assertEquals(seen.map(({ start }) => start), [0, 3, 6]);
  assertEquals(
    seen.map(({ classes }) => classes.chosen),
    [[0, 1, 2], [3, 0, 1], [2]],
  );
  assertEquals(arrays.image.shape, [...batch.shape]);
  assertEquals(arrays.image.values, batch.data);
  assert(seen.every(({ image }) => image.isDisposed));
});

Deno.test("onProgress is told after every chunk how many images are done", async () => {
  for (
    const [chunkSize, done] of [
      [7, [7]],
      [3, [3, 6, 7]],
      [1, [1, 2, 3, 4, 5, 6, 7]],
      [99, [7]],
    ] as const
  ) {
    const told: (readonly [number, number])[] = [];
    await explainInChunks(model, batch, {
      chunkSize,
      onProgress: (...now) => told.push(now),
    }, echo());
    assertEquals(told, done.map((count) => [count, 7] as const));
  }
});

Deno.test("a signal stops the work between two chunks, with its reason, and nothing leaks", async () => {
  const before = tf.memory().numTensors;
  const reason = new Error("the reader has left");
  for (const last of [0, 1, 4]) {
    const seen: Chunk[] = [];
    const controller = new AbortController();
    if (last === 0) controller.abort(reason);
    const error = await assertRejects(() =>
      explainInChunks(model, batch, {
        chunkSize: 1,
        signal: controller.signal,
        onProgress: (done) => done === last && controller.abort(reason),
      }, echo(seen))
    );
    assertEquals(error, reason);
    assertEquals(seen.length, last);
  }
  const aborted = await assertRejects(() =>
    explainInChunks(model, batch, { signal: AbortSignal.abort() }, echo())
  );
  assertEquals(aborted.name, "AbortError");
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("timers come in between two chunks, so that a signal can be given", async () => {
  const seen: Chunk[] = [];
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort());
  await assertRejects(() =>
    explainInChunks(model, batch, {
      chunkSize: 1,
      signal: controller.signal,
    }, (chunk) => {
      // All of them take longer than timers ever wait.
      const end = performance.now() + 20;
      while (performance.now() < end);
      return echo(seen)(chunk);
    })
  );
  clearTimeout(timer);
  assert(seen.length < 7, "the work went on to its end");
});

Deno.test("a pass that fails leaves no tensor, nor do the chunks before it", async () => {
  const before = tf.memory();
  await assertRejects(
    () =>
      explainInChunks(model, batch, { chunkSize: 2 }, (chunk) => {
        const result = echo()(chunk);
        if (chunk.start > 2) throw new EvalError("in the third chunk");
        return result;
      }),
    EvalError,
    "in the third chunk",
  );
  assertEquals(tf.memory().numTensors, before.numTensors);
  assertEquals(tf.memory().numBytes, before.numBytes);
});

Deno.test("what is not finite is refused, with the image's name", async () => {
  const results: Readonly<Record<string, string>> = {
    logits:
      `Cannot explain image 6 as the output of "${model.name}" must be finite: current value of output 0 is Infinity`,
    value:
      'Cannot explain image 6 as the target "logit" must be finite: current value is Infinity',
    "terms.1.sum":
      'Cannot explain image 6 as what is computed from the gradient of the target "logit" must be finite: current value in "terms.1.sum" is Infinity',
  };
  for (const [place, message] of Object.entries(results)) {
    const pass = (chunk: Chunk) => {
      const { logits, value, tensors } = echo()(chunk);
      const all = { logits, value, "terms.1.sum": tensors.image };
      const broken = (name: keyof typeof all) =>
        name === place && chunk.start > 0 ? withInfinity(all[name]) : all[name];
      return {
        logits: broken("logits"),
        value: broken("value"),
        tensors: { terms: [{}, { sum: broken("terms.1.sum") }] },
      };
    };
    await assertRejects(
      () => explainInChunks(model, batch, { chunkSize: 5 }, pass),
      RangeError,
      message,
    );
  }
});

/** 1, but Infinity in the first row. */
function withInfinity(x: tf.Tensor): tf.Tensor {
  const [first, rest] = [tf.slice(x, 0, 1), tf.slice(x, 1)];
  return tf.div(1, tf.concat([tf.zerosLike(first), tf.onesLike(rest)], 0));
}

Deno.test("chunkSizeFor bounds the memory, and is 1 at least", () => {
  const build = (side: number | null) => {
    const net = tf.sequential({
      layers: [
        tf.layers.conv2d({
          filters: 50,
          kernelSize: 1,
          inputShape: [side, side, 3],
        }),
        tf.layers.globalAveragePooling2d({}),
      ],
    });
    const graph = layerGraph(net);
    net.dispose();
    return graph;
  };
  const floats = (side: number) => side * side * 53 + 50;
  for (const side of [10, 100, 224]) {
    const size = chunkSizeFor(build(side), [side, side]);
    assert(size * floats(side) * 4 <= 500e6);
    assert((size + 1) * floats(side) * 4 > 500e6);
    // A side that the network leaves open is the image's.
    assertEquals(chunkSizeFor(build(null), [side, side]), size);
  }
  assertEquals(chunkSizeFor(build(null), [5000, 5000]), 1);
});

Deno.test("ChunkReader reads, joins and disposes what a pass returned, by its form", async () => {
  const before = tf.memory().numTensors;
  interface Tensors {
    readonly map: tf.Tensor;
    readonly terms: readonly {
      readonly site: { readonly name: string };
      readonly sum: tf.Tensor;
      readonly maps: tf.Tensor | undefined;
    }[];
  }
  const reader = new ChunkReader<Tensors>();
  const site = { name: "conv" };
  await reader.add({
    map: tf.tensor2d([[1, 2]]),
    terms: [{ site, sum: tf.tensor1d([9], "int32"), maps: undefined }],
  });
  await reader.add({
    map: tf.tensor2d([[3, 4], [5, 6]]),
    terms: [{ site, sum: tf.tensor1d([7, 8]), maps: undefined }],
  });
  const { map, terms } = reader.read();
  assertEquals(map, {
    values: new Float32Array([1, 2, 3, 4, 5, 6]),
    shape: [3, 2],
  });
  assertEquals(terms, [{
    site,
    sum: { values: new Float32Array([9, 7, 8]), shape: [3] },
    maps: undefined,
  }]);
  assertEquals(tf.memory().numTensors, before);
});
