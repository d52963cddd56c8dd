import * as tf from "@tensorflow/tfjs";
import type { Images } from "../../image/mod.ts";
import {
  type LayerGraph,
  type LiveWeight,
  type Model,
  UnsupportedLayerError,
} from "../../model/mod.ts";
import { sha256 } from "../../platform/mod.ts";
import { backward, forward } from "../../propagation/mod.ts";
import { Random } from "../../random/mod.ts";

/**
 * What a network computes: its operations, its weights and its constants,
 * whatever its layers are called.
 *
 * Of a network that runs code of the user's, also what it makes of noise, on the
 * backend of the moment: what a function holds in a closure, or a layer in a
 * field, is not seen from outside.
 */
export async function modelFingerprint(model: Model): Promise<string> {
  const { nodes, output, head } = model.graph;
  const operations = nodes.map(({ kind, inputs, shape, attributes }) =>
    JSON.stringify({ kind, inputs, shape, attributes }, infinite)
  );
  const weights: string[] = [];
  for (const layer of model.weightLayers) {
    for (const { variable } of layer.weights) {
      weights.push(`${layer.position} ${await ofTensor(variable)}`);
    }
  }
  const constants = await constantsOf(model);
  return sha256(
    JSON.stringify([
      operations,
      output,
      head ?? null,
      weights,
      constants,
      ...await responsesOf(model),
    ]),
  );
}

/** Spreads of the noise: what is alike on small values may differ on pixels. */
const SPREADS = [1, 16, 256];

/** Length of a side of the noise where the network takes any. */
const ANY_SIDE = 224;

/**
 * The output for noise, and its gradient by it, which the user's code may define
 * by itself; nothing of a network without such code.
 */
async function responsesOf(
  { graph }: Pick<Model, "graph">,
): Promise<readonly string[]> {
  const { nodes, input } = graph;
  const isUserCode = nodes.some((node) =>
    node.kind === "other" && node.attributes.isUserCode
  );
  if (!isUserCode) return [];
  const [, ...sides] = nodes[input]!.shape;
  const shape = sides.map((side) => side ?? ANY_SIDE);
  const responses = tf.tidy(() => {
    const record = forward(graph, noise(shape, SPREADS));
    const direction = noise(record.output.shape.slice(1), SPREADS.map(() => 1));
    try {
      return [record.output, backward(record, direction)];
    } catch (error) {
      // Methods without a gradient explain such a network all the same.
      if (error instanceof UnsupportedLayerError) return [record.output];
      throw error;
    }
  });
  try {
    return await Promise.all(responses.map(ofTensor));
  } finally {
    tf.dispose(responses);
  }
}

/** Normal numbers, the same on every machine, `[spreads, ...shape]`. */
function noise(
  shape: readonly number[],
  spreads: readonly number[],
): tf.Tensor {
  const random = new Random(0, 0, 0);
  const size = tf.util.sizeFromShape([...shape]);
  const values = spreads.flatMap((spread) =>
    Array.from({ length: size }, () => spread * random.normal())
  );
  return tf.tensor(values, [spreads.length, ...shape]);
}

/** Numbers that JSON has no word for. */
function infinite(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value)
    ? String(value)
    : value;
}

/** What nodes read that is no weight: statistics that a configuration holds. */
async function constantsOf(
  { graph, weightLayers }: Pick<Model, "graph" | "weightLayers">,
): Promise<readonly string[]> {
  const variables = new Set<tf.Tensor>(
    weightLayers.flatMap(({ weights }) =>
      weights.map(({ variable }) => variable)
    ),
  );
  const found: string[] = [];
  for (const { id, name, read } of weightsOf(graph)) {
    // A weight may be made for the occasion, of others or of numbers.
    const copy = tf.tidy(() => {
      const tensor = read();
      return variables.has(tensor) ? undefined : tf.clone(tensor);
    });
    if (copy === undefined) continue;
    try {
      found.push(`${id} ${name} ${await ofTensor(copy)}`);
    } finally {
      copy.dispose();
    }
  }
  return found;
}

function weightsOf(
  { nodes }: LayerGraph,
): readonly {
  readonly id: number;
  readonly name: string;
  readonly read: LiveWeight;
}[] {
  return nodes.flatMap(({ id, weights }) =>
    Object.entries(weights).flatMap(([name, read]) =>
      read === undefined ? [] : [{ id, name, read }]
    )
  );
}

async function ofTensor(tensor: tf.Tensor): Promise<string> {
  const values = Float32Array.from(await tensor.data());
  return `${tensor.shape} ${await sha256(new Uint8Array(values.buffer))}`;
}

/** What a network is given. */
export async function imagesFingerprint(
  { values, shape }: Images,
): Promise<string> {
  const copy = values.slice();
  return sha256(
    `${shape} ${await sha256(new Uint8Array(copy.buffer))}`,
  );
}
