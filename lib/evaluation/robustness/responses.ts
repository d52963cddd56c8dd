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
  type Passes,
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

/** The neighbors of images. */
export interface NeighborValues {
  /** How many each image has. */
  readonly count: number;
  /** The values of neighbor k of image i. */
  readonly values: (k: number, i: number) => Float32Array;
}

/**
 * How the network responds to every neighbor of every image, by neighbor and image.
 * The images themselves go through it once.
 */
export async function responsesTo(
  model: Model,
  images: Images,
  neighbors: NeighborValues,
  running: Pick<ExplainOptions, "chunkSize" | "signal">,
): Promise<readonly (readonly Response[])[]> {
  const { graph } = model;
  const [, height, width] = images.shape;
  const { arrays } = await explainInChunks(
    model,
    images,
    // Every layer's output is kept, of the images and of a neighbor.
    {
      chunkSize: Math.max(
        1,
        Math.floor(chunkSizeFor(graph, [height, width]) / 2),
      ),
      ...running,
    },
    ({ image, start }) => respond(graph, image, start, neighbors),
    1 + neighbors.count,
  );
  return arrays.map(({ sameClass, output, layers }) =>
    images.names.map((_, i) => ({
      sameClass: sameClass.values[i] === 1,
      output: output.values[i]!,
      layers: layers.values[i]!,
    }))
  );
}

type ResponseTensors = { readonly [Part in keyof Response]: tf.Tensor };

/** A pass over a chunk of images, then one over each of their neighbors. */
function* respond(
  graph: LayerGraph,
  images: tf.Tensor4D,
  start: number,
  neighbors: NeighborValues,
): Passes<readonly ResponseTensors[]> {
  const [count] = images.shape;
  const at = outputsOf(graph, images);
  const found: ResponseTensors[] = [];
  for (let k = 0; k < neighbors.count; k++) {
    yield [at, found];
    const moved = Array.from(
      { length: count },
      (_, i) => neighbors.values(k, start + i),
    );
    const other = outputsOf(
      graph,
      tf.tensor4d(joined(moved), images.shape),
    );
    found.push(responseOf(graph, at, other));
  }
  return { logits: at.logits, value: tf.zeros([count]), tensors: found };
}

interface Outputs {
  readonly logits: tf.Tensor;
  /** Those of all layers, a row an image. */
  readonly layers: readonly tf.Tensor[];
}

function outputsOf(graph: LayerGraph, images: tf.Tensor4D): Outputs {
  const kept = graph.nodes.filter(({ id }) => id !== graph.input);
  const keepOutputsOf = kept.map(({ name }) => name);
  const record = forward(graph, images, { keepOutputsOf });
  return {
    logits: record.output,
    layers: kept.map(({ id }) => rows(record.at(id).output)),
  };
}

function rows(tensor: tf.Tensor): tf.Tensor {
  return tf.reshape(tensor, [tensor.shape[0]!, -1]);
}

function responseOf(
  graph: LayerGraph,
  at: Outputs,
  other: Outputs,
): ResponseTensors {
  const squares = at.layers.map((a, l) => {
    const divisor = tf.where(tf.equal(a, 0), tf.fill(a.shape, EPSILON), a);
    const share = tf.div(tf.sub(a, other.layers[l]!), divisor);
    return tf.sum(tf.square(share), 1);
  });
  const [before, after] = [at, other].map(({ logits }) =>
    greatestClass(logits, graph.head)
  );
  const moved = tf.sub(rows(at.logits), rows(other.logits));
  return {
    sameClass: tf.cast(tf.equal(before!, after!), "float32"),
    output: tf.norm(moved, 2, 1),
    layers: tf.sqrt(addAll(squares)),
  };
}

function joined(arrays: readonly Float32Array[]): Float32Array {
  const size = arrays[0]!.length;
  const all = new Float32Array(arrays.length * size);
  arrays.forEach((values, i) => all.set(values, i * size));
  return all;
}
