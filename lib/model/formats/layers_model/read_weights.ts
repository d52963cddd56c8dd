import type * as tf from "@tensorflow/tfjs";
import { isRecord, type ModelJson } from "./model_json.ts";
import { readFiles, type ReadOptions, siblingUrl } from "../../../files/mod.ts";

const BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  float16: 2,
  uint16: 2,
  bool: 1,
  uint8: 1,
};

/** The weights of a model as tfjs takes them. */
export interface WeightBytes {
  readonly specs: readonly tf.io.WeightsManifestEntry[];
  readonly data: ArrayBuffer;
}

/**
 * Reads the weight files that a `model.json` names and checks that they hold
 * what it says.
 *
 * @throws {SyntaxError} If a weight has no valid shape or type, a file does not
 * lie beside the model, or the files of a group are not as large as its weights.
 * @throws {RangeError} If the weights are larger than the limit.
 */
export async function readWeights(
  { weightsManifest }: ModelJson,
  location: URL,
  reading: ReadOptions,
): Promise<WeightBytes> {
  const action = "load the model's weights";
  const sizes = weightsManifest.map(({ weights }) =>
    weights.reduce((sum, spec) => sum + bytesOf(spec), 0)
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const urls = weightsManifest.flatMap(({ paths }) =>
    paths.map((path) => siblingUrl(action, path, location))
  );
  const files = await readFiles(action, urls, total, reading);
  const data = new Uint8Array(total);
  let offset = 0;
  let next = 0;
  for (const [group, { paths }] of weightsManifest.entries()) {
    const parts = files.slice(next, next += paths.length);
    const size = parts.reduce((sum, { length }) => sum + length, 0);
    if (size !== sizes[group]) {
      throw new SyntaxError(
        `Cannot ${action} as the files of group ${group} must hold ${
          sizes[group]
        } bytes: current size is ${size}`,
      );
    }
    for (const part of parts) {
      data.set(part, offset);
      offset += part.length;
    }
  }
  const specs = weightsManifest.flatMap(({ weights }) => weights);
  return { specs, data: data.buffer };
}

function bytesOf(spec: tf.io.WeightsManifestEntry): number {
  if (!isRecord(spec) || typeof spec.name !== "string") {
    throw new SyntaxError(
      `Cannot load the model's weights as each must have a name: current value is ${
        JSON.stringify(spec)
      }`,
    );
  }
  const { shape } = spec;
  const type = spec.quantization?.dtype ?? spec.dtype;
  const bytes = Object.hasOwn(BYTES, type) ? BYTES[type] : undefined;
  if (bytes === undefined) {
    throw new SyntaxError(
      `Cannot load the weight ${
        JSON.stringify(spec.name)
      } as its type must be one of ${
        Object.keys(BYTES).join(", ")
      }: current value is ${JSON.stringify(type)}`,
    );
  }
  if (
    !Array.isArray(shape) ||
    !shape.every((n) => Number.isSafeInteger(n) && n >= 0)
  ) {
    throw new SyntaxError(
      `Cannot load the weight ${
        JSON.stringify(spec.name)
      } as its shape must be a list of sizes: current value is ${
        JSON.stringify(shape)
      }`,
    );
  }
  return shape.reduce((product, n) => product * n, bytes);
}
