import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { type BackendName, startBackend } from "../../lib/backend/mod.ts";
import { backward, forward } from "../../lib/propagation/mod.ts";
import { assertClose } from "./assert_close.ts";
import { candidates } from "./cases/backends.ts";
import { type Case, CASES, normals } from "./cases/mod.ts";
import {
  float64Network,
  type NdArray,
  numericalGradient,
  sizeOf,
} from "./float64/mod.ts";
import { backendTest } from "../exhaustive.ts";

/** What every backend must compute for a case. */
interface Expectation {
  readonly image: Float32Array;
  /** Gradient by the output. */
  readonly upstream: Float32Array;
  readonly output: NdArray;
  /** Gradient by the image: central differences in float64. */
  readonly gradient: Float64Array;
  /** What the model itself says, on the CPU backend. */
  readonly predicted:
    | { readonly shape: number[]; readonly data: Float32Array }
    | undefined;
}

const expectations = new Map<Case, Expectation>();

async function expectationOf(example: Case): Promise<Expectation> {
  const known = expectations.get(example);
  if (known !== undefined) return known;
  await startBackend("cpu");
  const { graph, predict, dispose } = example.build();
  const image = normals(sizeOf(example.shape), 7, example.spread);
  const network = await float64Network(graph, example.others);
  const x = { shape: example.shape, data: Float64Array.from(image) };
  const output = network(x);
  const upstream = normals(output.data.length, 8);
  const answer = predict &&
    tf.tidy(() => predict(tf.tensor(image, [...example.shape])));
  const expectation = {
    image,
    upstream,
    output,
    gradient: numericalGradient(network, x, upstream),
    predicted: answer &&
      { shape: answer.shape, data: await answer.data() as Float32Array },
  };
  answer?.dispose();
  dispose();
  expectations.set(example, expectation);
  return expectation;
}

async function check(example: Case, backend: BackendName): Promise<void> {
  const expected = await expectationOf(example);
  await startBackend(backend);
  const before = tf.memory().numTensors;
  const { graph, dispose } = example.build();
  const built = tf.memory().numTensors;
  const image = tf.tensor(expected.image, [...example.shape]);
  const [output, gradient] = tf.tidy(() => {
    const record = forward(graph, image);
    const { shape } = record.output;
    return [
      tf.clone(record.output),
      backward(record, tf.tensor(expected.upstream, shape)),
    ];
  });
  assertEquals(tf.memory().numTensors, built + 3, "tensors are left behind");
  assertEquals(output!.shape, [...expected.output.shape]);
  assertEquals(gradient!.shape, [...example.shape]);
  assertEquals(graph.nodes[graph.output]!.shape, [
    null,
    ...expected.output.shape.slice(1),
  ]);
  const values = await output!.data();
  assertClose(values, expected.output.data, 1e-5, "forward, by loops");
  if (expected.predicted) {
    assertEquals(output!.shape, expected.predicted.shape);
    assertClose(values, expected.predicted.data, 1e-5, "forward, by the model");
  }
  assertClose(await gradient!.data(), expected.gradient, 2e-5, "gradient");
  tf.dispose([image, output!, gradient!]);
  dispose();
  assertEquals(tf.memory().numTensors, before, "the case leaks");
}

for (const { backend, missing } of await candidates()) {
  backendTest(backend, {
    name: `every operation and its gradient are right on ${backend}`,
    ignore: missing,
    async fn(t) {
      for (const example of Object.values(CASES).flat()) {
        await t.step(example.name, () => check(example, backend));
      }
    },
  });
}
