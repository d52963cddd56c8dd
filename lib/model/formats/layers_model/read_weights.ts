import * as tf from "@tensorflow/tfjs";
import { readFiles, type ReadOptions, siblingUrl } from "../../../files/mod.ts";
import { describeValue, isRecord } from "../../../options/mod.ts";
import { MalformedModelError } from "../../malformed_model_error.ts";
import { storedNotes } from "../export_notes.ts";
import type { ModelJson } from "./model_json.ts";
import type { StoredWeight } from "./stored_weights.ts";

/** More characters than the names of models and layers take together. */
const LONGEST_NAME = 1000;

const BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  float16: 2,
  uint16: 2,
  bool: 1,
  uint8: 1,
  // Counters and seeds, which no layer reads at inference.
  uint32: 4,
  int64: 8,
};

/**
 * The weights of the files that a `model.json` names, which hold what it says.
 *
 * @throws {SyntaxError} If a weight has no valid shape or type, a file does not
 * lie beside the model, or the files of a group are not as large as its weights.
 * @throws {RangeError} If the weights are larger than the limit.
 */
export async function readWeights(
  { weightsManifest }: ModelJson,
  location: URL,
  reading: ReadOptions,
): Promise<readonly StoredWeight[]> {
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
  let start = 0;
  return weightsManifest.flatMap(({ weights }) => weights).map((spec) => {
    const [from, to] = [start, start += bytesOf(spec)];
    return {
      name: spec.name.replace(/:\d+$/, ""),
      shape: spec.shape,
      read: () => decode(spec, data.buffer.slice(from, to)),
    };
  });
}

/** What the weights of a file were quantized to. */
export function quantizationNotes(
  { weightsManifest }: ModelJson,
): readonly string[] {
  return storedNotes(
    weightsManifest.flatMap(({ weights }) =>
      weights.flatMap(({ quantization }) => quantization?.dtype ?? [])
    ),
  );
}

/** A weight as a tensor, whatever its bytes were quantized to. */
function decode(
  spec: tf.io.WeightsManifestEntry,
  bytes: ArrayBuffer,
): tf.Tensor {
  try {
    return tf.io.decodeWeights(bytes, [spec])[spec.name]!;
  } catch (error) {
    throw new MalformedModelError(
      `the weight ${JSON.stringify(spec.name)} must be one that can be read: ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
}

function bytesOf(spec: tf.io.WeightsManifestEntry): number {
  const hasName = isRecord(spec) && typeof spec.name === "string" &&
    spec.name.length <= LONGEST_NAME && spec.name.split("/").length <= 64;
  if (!hasName) {
    throw new SyntaxError(
      `Cannot load the model's weights as each must have a name: current value is ${
        describeValue(spec)
      }`,
    );
  }
  const { shape, quantization } = spec;
  const isScaled = quantization === undefined || quantization === null ||
    isRecord(quantization) && typeof quantization.dtype === "string" &&
      (quantization.dtype === "float16" ||
        Number.isFinite(quantization.scale) &&
          Number.isFinite(quantization.min));
  if (!isScaled) {
    throw new SyntaxError(
      `Cannot load the weight ${
        JSON.stringify(spec.name)
      } as its quantization must have a dtype, scale and min: current value is ${
        describeValue(quantization)
      }`,
    );
  }
  const type: unknown = quantization?.dtype ?? spec.dtype;
  const bytes = typeof type === "string" && Object.hasOwn(BYTES, type)
    ? BYTES[type]
    : undefined;
  if (bytes === undefined) {
    throw new SyntaxError(
      `Cannot load the weight ${
        JSON.stringify(spec.name)
      } as its type must be one of ${
        Object.keys(BYTES).join(", ")
      }: current value is ${describeValue(type)}`,
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
        describeValue(shape)
      }`,
    );
  }
  return shape.reduce((product, n) => product * n, bytes);
}
