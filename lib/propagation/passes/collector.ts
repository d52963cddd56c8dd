import type * as tf from "@tensorflow/tfjs";
import type { NumericArray } from "./explained.ts";

/** Reads tensors back, chunk by chunk, and joins them along the first axis. */
export class Collector {
  readonly #parts = new Map<string, NumericArray[]>();

  /** Reads and disposes the tensors of one chunk. */
  async add(tensors: Readonly<Record<string, tf.Tensor>>): Promise<void> {
    const entries = Object.entries(tensors);
    try {
      const values = await Promise.all(
        entries.map(([, tensor]) => tensor.data()),
      );
      entries.forEach(([name, { shape }], i) => {
        const parts = this.#parts.get(name) ?? [];
        this.#parts.set(name, parts);
        // A copy: on some backends the data is a view of memory that is reused.
        parts.push({ values: Float32Array.from(values[i]!), shape });
      });
    } finally {
      entries.forEach(([, tensor]) => tensor.dispose());
    }
  }

  /** Everything that was added, by name. */
  arrays(): Record<string, NumericArray> {
    return Object.fromEntries(
      [...this.#parts].map(([name, parts]) => [name, join(parts)]),
    );
  }
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
