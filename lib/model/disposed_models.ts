import type * as tf from "@tensorflow/tfjs";
import type { Model } from "./model.ts";

/** What frees weights that are freed; copies of a model share it. */
const disposed = new WeakSet<Model["dispose"]>();

/** What frees a network's weights, once. */
export function disposeOnce(dispose: () => void): () => void {
  const once = () => {
    if (disposed.has(once)) return;
    disposed.add(once);
    dispose();
  };
  return once;
}

/**
 * Throws if a model was disposed, by whomever.
 *
 * @param cause What failed because of it.
 */
export function requireUndisposed(
  { name, weightLayers, dispose }: Model,
  cause?: unknown,
): void {
  const variables = weightLayers.flatMap(({ weights }) =>
    weights.map(({ variable }) => variable)
  );
  if (disposed.has(dispose)) throw goneError(name, cause);
  requireWeights(name, variables, cause);
}

/** Throws if some weights of the model of that name are freed. */
export function requireWeights(
  name: string,
  variables: readonly tf.Variable[],
  cause?: unknown,
): void {
  if (variables.some(({ isDisposed }) => isDisposed)) {
    throw goneError(name, cause);
  }
}

function goneError(name: string, cause: unknown): Error {
  return new Error(
    `Cannot explain the model as its weights must be in memory: the model "${name}" was disposed`,
    cause === undefined ? {} : { cause },
  );
}
