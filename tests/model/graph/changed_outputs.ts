import * as tf from "@tensorflow/tfjs";
import type { LayerGraph } from "../../../lib/model/mod.ts";
import { forward } from "../../../lib/propagation/mod.ts";

/** A patch of a picture that is another one. */
export interface ChangedPatch {
  /** Its side in pixels. */
  readonly patch: number;
  readonly row: number;
  readonly column: number;
}

/** All outputs of a network, of an image in which one patch may be another. */
export async function outputsOf(
  graph: LayerGraph,
  changed?: ChangedPatch,
): Promise<readonly Float32Array[]> {
  const [, height, width] = graph.nodes[0]!.shape as number[];
  const { patch = 1, row, column } = changed ?? {};
  const image = Float32Array.from({ length: height! * width! * 3 }, (_, i) => {
    const y = Math.floor(i / 3 / width! / patch);
    const x = Math.floor(i / 3 % width! / patch);
    return Math.sin(i) + (y === row && x === column ? 2 + Math.cos(5 * i) : 0);
  });
  const tensors = tf.tidy(() => {
    const keepOutputsOf = graph.nodes.map(({ name }) => name);
    const input = tf.tensor4d(image, [1, height!, width!, 3]);
    const record = forward(graph, input, { keepOutputsOf });
    return graph.nodes.map(({ id }) => tf.clone(record.at(id).output));
  });
  const values = await Promise.all(tensors.map((tensor) => tensor.data()));
  tensors.forEach((tensor) => tensor.dispose());
  return values as Float32Array[];
}

/** The positions, of so many, whose values differ. */
export function changedOf(
  before: Float32Array,
  after: Float32Array,
  positions: number,
): readonly number[] {
  const size = before.length / positions;
  return Array.from({ length: positions }, (_, i) => i).filter((i) =>
    before.subarray(i * size, (i + 1) * size)
      .some((value, j) => value !== after[i * size + j])
  );
}
