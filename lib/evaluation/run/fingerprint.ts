import * as tf from "@tensorflow/tfjs";
import type { Images } from "../../image/mod.ts";
import type { LayerGraph, LiveWeight, Model } from "../../model/mod.ts";
import { sha256 } from "../../platform/mod.ts";

/**
 * What a network computes: its operations, its weights and its constants,
 * whatever its layers are called.
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
    JSON.stringify([operations, output, head ?? null, weights, constants]),
  );
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
