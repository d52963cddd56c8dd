import { assert } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { LayerGraph } from "../../lib/model/mod.ts";
import { backward, forward } from "../../lib/propagation/mod.ts";
import { assertClose } from "../propagation/assert_close.ts";
import { normals } from "../propagation/cases/mod.ts";
import {
  dot,
  float64Network,
  type NdArray,
} from "../propagation/float64/mod.ts";
import { waveReference } from "./architecture/mod.ts";

/** The Euclidean norm. */
function norm(values: ArrayLike<number>): number {
  return Math.sqrt(dot(values, values));
}

/**
 * Fails unless output and gradient for images of `shape` are those of the loops
 * in float64; the gradient along three directions.
 */
export async function checkPasses(
  graph: LayerGraph,
  values: Float32Array,
  shape: readonly number[],
  logits: NdArray,
): Promise<void> {
  const custom = graph.nodes.filter(({ kind }) => kind === "other");
  const network = await float64Network(
    graph,
    Object.fromEntries(custom.map(({ name }) => [name, waveReference])),
  );
  const image = Float64Array.from(values);
  const exact = network({ shape, data: image });
  assertClose(logits.data, exact.data, 1e-4, "the logits");

  const upstream = normals(logits.data.length, 17);
  const gradient = tf.tidy(() => {
    const record = forward(graph, tf.tensor(values, [...shape]));
    return backward(record, tf.tensor(upstream, [...logits.shape]));
  });
  const own = await gradient.data();
  gradient.dispose();
  // Beside a share of the gradient, rounding: some gradients are exactly 0.
  const tolerance = 1e-3 * norm(own) +
    1e-4 * norm(exact.data) * Math.sqrt(values.length) / norm(values);
  const step = 1e-7;
  for (const seed of [1, 2, 3]) {
    const direction = normals(values.length, seed);
    const at = (change: number) => {
      const data = image.map((value, i) => value + change * direction[i]!);
      return dot(network({ shape, data }).data, upstream);
    };
    // At a kink the slope is that of the one side or of the other.
    const here = at(0);
    const slopes = [(at(step) - here) / step, (here - at(-step)) / step];
    const claimed = dot(own, direction);
    assert(
      claimed >= Math.min(...slopes) - tolerance &&
        claimed <= Math.max(...slopes) + tolerance,
      `direction ${seed}: the slopes are ${slopes}, not ${claimed}`,
    );
  }
}
