import * as tf from "@tensorflow/tfjs";
import { addAll } from "../../backend/mod.ts";
import type { Images } from "../../image/mod.ts";
import type { LayerGraph, Model } from "../../model/mod.ts";
import {
  chunkSizeFor,
  explainInChunks,
  type ExplainOptions,
  forward,
  greatestClass,
} from "../../propagation/mod.ts";
import { EPSILON } from "./measures.ts";

/** What a network makes of a neighbor, against what it makes of the image. */
export interface Response {
  /** Whether it predicts the same class. */
  readonly sameClass: boolean;
  /** How far the logits move: `‖h(x) − h(x′)‖₂`. */
  readonly output: number;
  /**
   * How far the outputs of all layers L move, as shares of each value:
   * `‖(L(x) − L(x′)) / L(x)‖₂`.
   */
  readonly layers: number;
}

/**
 * How the network responds to one neighbor of every image.
 *
 * @param images The images, and their neighbors in the same order.
 */
export async function responsesTo(
  model: Model,
  images: Images,
  neighbors: Images,
  running: Pick<ExplainOptions, "chunkSize" | "signal">,
): Promise<readonly Response[]> {
  const { graph } = model;
  const [count, height, width, channels] = images.shape;
  const size = height * width * channels;
  const { arrays } = await explainInChunks(
    model,
    neighbors,
    // Two passes at once, and every layer's output is kept.
    {
      chunkSize: Math.max(
        1,
        Math.floor(chunkSizeFor(graph, [height, width]) / 2),
      ),
      ...running,
    },
    ({ image, start }) => {
      const originals = images.values.subarray(
        start * size,
        start * size + image.size,
      );
      return respond(graph, tf.tensor4d(originals, image.shape), image);
    },
  );
  const { sameClass, output, layers } = arrays;
  return Array.from({ length: count }, (_, i) => ({
    sameClass: sameClass.values[i] === 1,
    output: output.values[i]!,
    layers: layers.values[i]!,
  }));
}

/** The pass over a chunk of images and their neighbors. */
function respond(
  graph: LayerGraph,
  images: tf.Tensor4D,
  neighbors: tf.Tensor4D,
) {
  const kept = graph.nodes.filter(({ id }) => id !== graph.input);
  const keepOutputsOf = kept.map(({ name }) => name);
  const [at, other] = [images, neighbors].map((image) =>
    forward(graph, image, { keepOutputsOf })
  );
  const [count] = images.shape;
  const rows = (tensor: tf.Tensor) => tf.reshape(tensor, [count, -1]);
  const squares = kept.map(({ id }) => {
    const [a, b] = [at!, other!].map((record) => rows(record.at(id).output));
    const divisor = tf.where(tf.equal(a!, 0), tf.fill(a!.shape, EPSILON), a!);
    return tf.sum(tf.square(tf.div(tf.sub(a!, b!), divisor)), 1);
  });
  const [before, after] = [at!, other!].map(({ output }) =>
    greatestClass(output, graph.head)
  );
  return {
    logits: other!.output,
    value: tf.zeros([count]),
    tensors: {
      sameClass: tf.cast(tf.equal(before!, after!), "float32"),
      output: tf.norm(tf.sub(rows(at!.output), rows(other!.output)), 2, 1),
      layers: tf.sqrt(addAll(squares)),
    },
  };
}
