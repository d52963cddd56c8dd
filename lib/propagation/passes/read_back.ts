import * as tf from "@tensorflow/tfjs";
import type { NumericArray } from "./explained.ts";

/**
 * What tensors become once they are read: the same lists and records, with an
 * array in the place of every tensor; anything else stays as it is.
 */
export type ReadBack<T> = T extends tf.Tensor ? NumericArray
  : T extends readonly (infer Each)[] ? readonly ReadBack<Each>[]
  : T extends object ? { readonly [Name in keyof T]: ReadBack<T[Name]> }
  : T;

/**
 * Reads lists and records of tensors back, chunk by chunk, and joins the tensors
 * in the same place along the first axis.
 */
export class ChunkReader<T> {
  #first: T | undefined;
  readonly #parts: NumericArray[][] = [];

  /** Reads and disposes the tensors of one chunk. */
  async add(chunk: T): Promise<void> {
    const tensors = tensorsIn(chunk);
    try {
      const values = await Promise.all(tensors.map((tensor) => tensor.data()));
      tensors.forEach(({ shape }, i) => {
        // A copy: on some backends the data is a view of memory that is reused.
        const part = { values: Float32Array.from(values[i]!), shape };
        (this.#parts[i] ??= []).push(part);
      });
      this.#first ??= chunk;
    } finally {
      tensors.forEach((tensor) => tensor.dispose());
    }
  }

  /** All chunks as one, in the form of the first. */
  read(): ReadBack<T> {
    let at = 0;
    return mapTensors(this.#first, () => join(this.#parts[at++]!)) as ReadBack<
      T
    >;
  }
}

/** Every tensor in lists and records, in the order of {@linkcode ChunkReader}. */
export function tensorsIn(tree: unknown): readonly tf.Tensor[] {
  const tensors: tf.Tensor[] = [];
  mapTensors(tree, (tensor) => tensors.push(tensor));
  return tensors;
}

/** Every array in what was read, with where it stands there, such as `terms.3.sum`. */
export function arraysIn(
  read: unknown,
  path = "",
): readonly (readonly [path: string, array: NumericArray])[] {
  if (typeof read !== "object" || read === null) return [];
  if ("values" in read && read.values instanceof Float32Array) {
    return [[path, read as NumericArray]];
  }
  return Object.entries(read).flatMap(([name, value]) =>
    arraysIn(value, path === "" ? name : `${path}.${name}`)
  );
}

/** The same lists and records with something else in the place of every tensor. */
function mapTensors(
  tree: unknown,
  replace: (tensor: tf.Tensor) => unknown,
): unknown {
  if (tree instanceof tf.Tensor) return replace(tree);
  if (Array.isArray(tree)) return tree.map((each) => mapTensors(each, replace));
  if (typeof tree !== "object" || tree === null) return tree;
  return Object.fromEntries(
    Object.entries(tree).map((
      [name, each],
    ) => [name, mapTensors(each, replace)]),
  );
}

function join(parts: readonly NumericArray[]): NumericArray {
  const [first] = parts;
  if (parts.length === 1) return first!;
  const values = new Float32Array(
    parts.reduce((sum, part) => sum + part.values.length, 0),
  );
  let offset = 0;
  for (const part of parts) {
    values.set(part.values, offset);
    offset += part.values.length;
  }
  const count = parts.reduce((sum, { shape }) => sum + shape[0]!, 0);
  return { values, shape: [count, ...first!.shape.slice(1)] };
}
