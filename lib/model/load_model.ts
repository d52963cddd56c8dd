import { ensureBackend } from "../backend/mod.ts";
import { EMBEDDED_MODELS } from "./embedded_models.ts";
import {
  disposeLayersModel,
  loadLayersModel,
} from "./formats/layers_model/load_layers_model.ts";
import { isRecord, parseModelJson } from "./formats/layers_model/model_json.ts";
import { asModel, type Model, type ModelOptions } from "./model.ts";
import type { Preprocessing } from "./preprocessing.ts";
import { readBytes, toUrl } from "./read_bytes.ts";

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
 * @param options What the file does not say.
 * @returns The model, with its weights in memory until
 * `model.dispose()`.
 * @throws {Deno.errors.NotFound} If there is no such file.
 * @throws {SyntaxError} If a file is malformed, truncated or not a layers model.
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
  options: ModelOptions = {},
): Promise<Model> {
  const location =
    typeof source === "string" && Object.hasOwn(EMBEDDED_MODELS, source)
      ? EMBEDDED_MODELS[source]!
      : toUrl(source);
  const bytes = await readBytes(location, "load the model");
  const json = parseModelJson(new TextDecoder().decode(bytes), location.href);
  await ensureBackend();
  const layersModel = await loadLayersModel(json, location);
  try {
    return asModel(layersModel, {
      ...fromMetadata(json.userDefinedMetadata ?? {}),
      ...options,
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
