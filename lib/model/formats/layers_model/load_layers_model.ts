import type { ReadOptions } from "../../../files/mod.ts";
import { namingFile } from "../../malformed_model_error.ts";
import { fromTopology, type OwnedNetwork } from "./from_topology.ts";
import type { ModelJson } from "./model_json.ts";
import { readTopology } from "./read_topology.ts";
import { quantizationNotes, readWeights } from "./read_weights.ts";
import type { StoredWeight } from "./stored_weights.ts";

/** A network from a file, and what the file calls it. */
export interface LoadedNetwork extends OwnedNetwork {
  readonly name: string;
  /** What a reader of results should know of the file. */
  readonly notes?: readonly string[];
}

/**
 * The network that a `model.json` describes, with its weights.
 *
 * @param location Where the `model.json` lies; the weights lie beside it.
 * @param output Which output of several.
 * @param reading A signal and limits.
 * @throws {SyntaxError} If it does not describe a model, or weights are missing.
 * @throws {RangeError} If the model has no such output.
 * @throws {UnsupportedLayerError} If a layer cannot be explained.
 */
export async function loadLayersModel(
  json: ModelJson,
  location: URL,
  output: number | string,
  reading: ReadOptions,
): Promise<LoadedNetwork> {
  const weights = () => readWeights(json, location, reading);
  const { modelTopology } = json;
  const network = await networkOf(modelTopology, weights, location, output);
  return { ...network, notes: quantizationNotes(json) };
}

/**
 * The network of a configuration, as a `model.json` or a Keras file holds it.
 *
 * @param readWeights Reads the weights, once the configuration is known to be
 * one.
 */
export async function networkOf(
  modelTopology: Record<string, unknown>,
  readWeights: () => Promise<readonly StoredWeight[]>,
  location: URL,
  output: number | string,
): Promise<LoadedNetwork> {
  try {
    const read = readTopology(modelTopology);
    const weights = await readWeights();
    const network = fromTopology(read, weights, output);
    return { ...network, name: read.topology.name };
  } catch (error) {
    throw namingFile(error, location);
  }
}
