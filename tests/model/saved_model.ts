import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";

/** A `model.json`, loosely: tests break it on purpose. */
export interface ModelFile {
  format?: unknown;
  modelTopology: unknown;
  weightsManifest: {
    paths: string[];
    weights: { name: string; shape: number[]; dtype: string }[];
  }[];
  userDefinedMetadata?: unknown;
}

/** A model as its files. */
export interface SavedModel {
  json: ModelFile;
  /** By name. */
  files: Record<string, Uint8Array>;
}

/** The files that tfjs writes for a model. */
export async function savedModel(model: tf.LayersModel): Promise<SavedModel> {
  let saved: SavedModel | undefined;
  await model.save(tf.io.withSaveHandler((artifacts) => {
    const { modelTopology, weightSpecs, weightData } = artifacts;
    saved = {
      json: {
        format: "layers-model",
        modelTopology,
        weightsManifest: [{
          paths: ["weights.bin"],
          weights: weightSpecs as ModelFile["weightsManifest"][0]["weights"],
        }],
      },
      files: { "weights.bin": new Uint8Array(weightData as ArrayBuffer) },
    };
    return Promise.resolve({
      modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" },
    });
  }));
  return structuredClone(saved!);
}

/** Writes the files into a folder and returns the path of the `model.json`. */
export async function writeModel(
  { json, files }: SavedModel,
  folder: string,
): Promise<string> {
  const path = join(folder, "model.json");
  await Deno.writeTextFile(path, JSON.stringify(json));
  for (const [name, bytes] of Object.entries(files)) {
    await Deno.writeFile(join(folder, name), bytes);
  }
  return path;
}

/** Runs `task` with a folder that is gone afterwards. */
export async function withFolder<T>(
  task: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    return await task(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
