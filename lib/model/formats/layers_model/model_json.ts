import type * as tf from "@tensorflow/tfjs";

/** A tfjs layers model on disk: the topology and where the weights are. */
export interface ModelJson {
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
 * @throws {SyntaxError} If it is not JSON or not a layers model.
 */
export function parseModelJson(text: string, from: string): ModelJson {
  const fail = (reason: string): never => {
    throw new SyntaxError(`Cannot load the model as ${from} ${reason}`);
  };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    fail(`must be JSON: ${error instanceof Error ? error.message : error}`);
  }
  if (!isRecord(json)) return fail("must hold a JSON object");
  if (json["format"] === "graph-model") {
    fail('must be a layers model: its format is "graph-model"');
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

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) &&
    value.every((item) => typeof item === "string");
}
