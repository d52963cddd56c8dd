import type * as tf from "@tensorflow/tfjs";
import { isRecord } from "../../../options/mod.ts";

/** How deep a file's lists and objects may lie in one another. */
export const DEEPEST = 256;

/** A model of TF.js on disk: the topology and where the weights are. */
export interface ModelJson {
  /** What the topology is: of layers, or a graph of operators. */
  readonly format?: unknown;
  /** Inputs and outputs of a graph. */
  readonly signature?: unknown;
  readonly modelTopology: Record<string, unknown>;
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: readonly tf.io.WeightsManifestEntry[];
  }[];
  readonly userDefinedMetadata?: Readonly<Record<string, unknown>>;
}

/**
 * Reads the text of a `model.json` and checks its shape.
 *
 * @throws {SyntaxError} If it is not JSON or not a model of TF.js.
 */
export function parseModelJson(text: string, from: string): ModelJson {
  const fail = (reason: string): never => {
    throw new SyntaxError(`Cannot load the model as ${from} ${reason}`);
  };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    // V8 shows what it has read, unless it says where it stopped.
    const [place] = /position \d+.*$/.exec(String(error)) ?? [];
    fail(`must be JSON: it is not${place ? ` at ${place}` : ""}`);
  }
  if (!isRecord(json)) return fail("must hold a JSON object");
  if (isTooDeep(json)) {
    return fail(`must hold lists and objects at most ${DEEPEST} deep`);
  }
  if (!isRecord(json["modelTopology"])) {
    return fail('must have a "modelTopology"');
  }
  const manifest = json["weightsManifest"];
  if (!Array.isArray(manifest)) {
    return fail('must have a "weightsManifest" list');
  }
  for (const group of manifest) {
    if (
      !isRecord(group) || !isStrings(group["paths"]) ||
      !Array.isArray(group["weights"])
    ) {
      fail(
        'must have "paths" and "weights" in every group of its weightsManifest',
      );
    }
  }
  return json as unknown as ModelJson;
}

/** Whether something lies too deep in a value, told without recursion. */
export function isTooDeep(value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; depth <= DEEPEST && level.length > 0; depth++) {
    level = level.flatMap((item) =>
      typeof item === "object" && item !== null ? Object.values(item) : []
    );
  }
  return level.length > 0;
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) &&
    value.every((item) => typeof item === "string");
}
