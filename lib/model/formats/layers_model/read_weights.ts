import type * as tf from "@tensorflow/tfjs";
import { isRecord, type ModelJson } from "./model_json.ts";
import { readBytes } from "../../read_bytes.ts";

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
 * @throws {SyntaxError} If a weight has no valid shape or type, or the files'
 * size is not the sum of the weights'.
 */
export async function readWeights(
  { weightsManifest }: ModelJson,
  location: URL,
): Promise<WeightBytes> {
  const specs = weightsManifest.flatMap(({ weights }) => weights);
  const expected = specs.reduce((sum, spec) => sum + bytesOf(spec), 0);
  const files = await Promise.all(
    weightsManifest.flatMap(({ paths }) => paths).map((path) =>
      readBytes(beside(path, location), "load the model's weights")
    ),
  );
  const size = files.reduce((sum, file) => sum + file.length, 0);
  if (size !== expected) {
    throw new SyntaxError(
      `Cannot load the model's weights as their files must hold ${expected} bytes: current size is ${size}`,
    );
  }
  const data = new Uint8Array(size);
  let offset = 0;
  for (const file of files) {
    data.set(file, offset);
    offset += file.length;
  }
  return { specs, data: data.buffer };
}

/** A file beside the `model.json`; what a server asks for in its URL is kept. */
function beside(path: string, location: URL): URL {
  const url = new URL(path, location);
  if (url.search === "") url.search = location.search;
  return url;
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
