import * as tf from "@tensorflow/tfjs";
import type { ReadOptions } from "../../../files/mod.ts";
import { UnsupportedLayerError } from "../../unsupported_layer_error.ts";
import { checkCalls } from "./keras/check_calls.ts";
import { fromKeras } from "./keras/from_keras.ts";
import { registerKeras } from "./keras/register_keras.ts";
import { tfjsWeightNames } from "./keras/weight_names.ts";
import type { ModelJson } from "./model_json.ts";
import { readWeights, type WeightBytes } from "./read_weights.ts";

/**
 * The tfjs model that a `model.json` describes, with its weights.
 *
 * @param location Where the `model.json` lies; the weights lie beside it.
 * @param reading A signal and limits.
 * @throws {SyntaxError} If it does not describe a model, or weights are missing.
 * @throws {UnsupportedLayerError} If a layer would run otherwise than in Keras.
 */
export async function loadLayersModel(
  json: ModelJson,
  location: URL,
  reading: ReadOptions,
): Promise<tf.LayersModel> {
  const weights = await readWeights(json, location, reading);
  registerKeras();
  return await oneAtATime(() => build(json.modelTopology, weights, location));
}

/** Frees every weight; tfjs's own `dispose` forgets those of nested models. */
export function disposeLayersModel(model: tf.LayersModel): void {
  tf.dispose(model.weights.map((weight) => weight.read()));
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
