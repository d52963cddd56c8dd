import { ensureBackend } from "../backend/mod.ts";
import { readFile, type ReadOptions, toUrl } from "../files/mod.ts";
import { EMBEDDED_MODELS } from "./embedded_models.ts";
import {
  disposeLayersModel,
  loadLayersModel,
} from "./formats/layers_model/load_layers_model.ts";
import { isRecord, parseModelJson } from "./formats/layers_model/model_json.ts";
import { asModel, type Model, type ModelOptions } from "./model.ts";
import type { Preprocessing } from "./preprocessing.ts";

/** Options of {@linkcode loadModel}. */
export interface LoadModelOptions extends ModelOptions, ReadOptions {}

/**
 * Loads a network.
 *
 * Class names and preprocessing are taken from the options, else from the
 * `userDefinedMetadata` of the file (`classNames`, `preprocessing`).
 *
 * @param source The name of an embedded model (`shapes_vgg9`, or
 * `shapes_vgg9_random_labels`, which `randomLabels` compares with it),
 * or the path or URL of a TF.js layers model's `model.json`; Keras 2 and Keras 3
 * exports both load.
 * Files that a model names must lie beside it. Reading stops at the size that is
 * known (from the file, the server, or the model's own list of weights), at
 * `byteLimit`, and when a server stalls.
 *
 * @param options What the file does not say, a signal, and limits.
 * @returns The model, with its weights in memory until
 * `model.dispose()`.
 * @throws {Deno.errors.NotFound} If there is no such file.
 * @throws {SyntaxError} If a file is malformed, truncated or not a layers model,
 * or names a file that does not lie beside it.
 * @throws {RangeError} If more than `byteLimit` bytes would be read.
 * @throws {TypeError} If the source is a device or a pipe.
 * @throws {UnsupportedLayerError} If a layer cannot be explained.
 *
 * @example
 * ```ts
 * import { loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * assertEquals(model.inputShape, [64, 64, 3]);
 * ```
 */
export async function loadModel(
  source: string | URL,
  { signal, byteLimit, stallTimeout, ...named }: LoadModelOptions = {},
): Promise<Model> {
  const reading = { signal, byteLimit, stallTimeout };
  const location =
    typeof source === "string" && Object.hasOwn(EMBEDDED_MODELS, source)
      ? EMBEDDED_MODELS[source]!
      : toUrl("load the model", source);
  const { bytes } = await readFile("load the model", location, reading);
  const json = parseModelJson(new TextDecoder().decode(bytes), location.href);
  await ensureBackend();
  const layersModel = await loadLayersModel(json, location, reading);
  try {
    return asModel(layersModel, {
      ...fromMetadata(json.userDefinedMetadata ?? {}),
      ...named,
    });
  } catch (error) {
    disposeLayersModel(layersModel);
    throw error;
  }
}

function fromMetadata(
  metadata: Readonly<Record<string, unknown>>,
): ModelOptions {
  const { name, classNames, preprocessing } = metadata;
  return {
    ...(typeof name === "string" && { name }),
    ...(Array.isArray(classNames) && { classNames: classNames.map(String) }),
    ...(isRecord(preprocessing) &&
      { preprocessing: preprocessing as unknown as Preprocessing }),
  };
}
