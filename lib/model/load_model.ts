import * as tf from "@tensorflow/tfjs";
import { ensureBackend } from "../backend/mod.ts";
import { EMBEDDED_MODELS } from "./embedded_models.ts";
import { checkCalls } from "./keras/check_calls.ts";
import { fromKeras } from "./keras/from_keras.ts";
import { registerKeras } from "./keras/register_keras.ts";
import { tfjsWeightNames } from "./keras/weight_names.ts";
import { asModel, type Model, type ModelOptions } from "./model.ts";
import { isRecord, parseModelJson } from "./model_json.ts";
import type { Preprocessing } from "./preprocessing.ts";
import { readBytes, toUrl } from "./read_bytes.ts";
import { readWeights, type WeightBytes } from "./read_weights.ts";
import { UnsupportedLayerError } from "./unsupported_layer_error.ts";

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
 * `model.layersModel.dispose()`.
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
  const weights = await readWeights(json, location);
  await ensureBackend();
  registerKeras();
  const metadata = json.userDefinedMetadata ?? {};
  const layersModel = await oneAtATime(() =>
    build(json.modelTopology, weights, location)
  );
  try {
    return asModel(layersModel, { ...fromMetadata(metadata), ...options });
  } catch (error) {
    // Its own `dispose` forgets the weights of nested models.
    tf.dispose(layersModel.weights.map((weight) => weight.read()));
    throw error;
  }
}

let building: Promise<unknown> = Promise.resolve();

/**
 * Runs `task` after those before it: what a failed model leaves behind is told
 * from what others make by the time at which it was made.
 */
function oneAtATime<T>(task: () => Promise<T>): Promise<T> {
  const result = building.then(task);
  building = result.catch(() => {});
  return result;
}

async function build(
  topology: Record<string, unknown>,
  { specs, data }: WeightBytes,
  location: URL,
): Promise<tf.LayersModel> {
  // tfjs leaves behind what it has made when a layer or a weight does not fit.
  const engine = tf.engine();
  const before = new Set(Object.keys(engine.registeredVariables));
  let opened = false;
  try {
    const modelTopology = fromKeras(topology);
    checkCalls(modelTopology);
    const nameOf = tfjsWeightNames(modelTopology);
    return await tf.loadLayersModel({
      load: () => {
        engine.startScope();
        opened = true;
        return Promise.resolve({
          modelTopology,
          weightSpecs: specs.map((spec) => ({
            ...spec,
            name: nameOf(spec.name),
          })),
          weightData: data,
        });
      },
    });
  } catch (error) {
    for (const [name, variable] of Object.entries(engine.registeredVariables)) {
      if (!before.has(name)) variable.dispose();
    }
    if (error instanceof UnsupportedLayerError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new SyntaxError(
      `Cannot load the model as ${location.href} does not describe one: ${
        reason.replaceAll(/\s+/g, " ")
      }`,
      { cause: error },
    );
  } finally {
    if (opened) engine.endScope();
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
