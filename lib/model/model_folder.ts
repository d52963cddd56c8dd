import { listFolder, readFile, type ReadOptions } from "../files/mod.ts";
import type { ModelFile } from "./file_formats.ts";
import { readMetadata } from "./folder_metadata.ts";
import type { FolderMetadata } from "./hugging_face.ts";

/** The file of a model, and what lies beside it. */
export interface FoundModel extends FolderMetadata {
  readonly file: ModelFile;
  /** Where it is from, if a name was given. */
  readonly notes?: readonly string[];
}

/**
 * The model at a path or address. Of a folder it is the model that lies in it:
 * one of its own files, or the `onnx/model.onnx` of a repository of Hugging Face.
 *
 * @throws {Deno.errors.NotFound} If there is no such file, or none in the folder.
 * @throws {RangeError} If several files of a folder could be meant.
 */
export async function findModel(
  location: URL,
  reading: ReadOptions,
): Promise<FoundModel> {
  const read = async (location: URL): Promise<ModelFile> => ({
    location,
    bytes: (await readFile("load the model", location, reading)).bytes,
  });
  try {
    return { file: await read(location), named: {} };
  } catch (error) {
    if ((error as Error).name !== "IsADirectory") throw error;
  }
  const folder = new URL(location);
  if (!folder.pathname.endsWith("/")) folder.pathname += "/";
  const { files } = await listFolder("load the model", folder, {
    signal: reading.signal,
    depth: 2,
  });
  const [name = "model.json", ...others] = candidatesOf(files);
  if (others.length > 0) {
    throw new RangeError(
      `Cannot load the model as the folder ${folder.href} must hold one: it holds ${
        [name, ...others].join(", ")
      }; give the path of one`,
    );
  }
  const encoded = name.split("/").map(encodeURIComponent).join("/");
  const file = await read(new URL(encoded, folder)).catch((cause) => {
    if (cause.name !== "NotFound") throw cause;
    cause.message =
      `Cannot load the model as the folder ${location.href} must hold a model.json, or one file of ${
        ENDINGS.flat().join(", ")
      }: it holds none`;
    throw cause;
  });
  return { file, ...await readMetadata(folder, files, reading) };
}

/** Endings of models: whole ones first, then of weights alone, then of JSON. */
const ENDINGS: readonly (readonly string[])[] = [
  [".onnx", ".h5", ".hdf5", ".keras"],
  [".safetensors", ".pt", ".pth", ".th"],
  [".json"],
];

/** Files of JSON that are not models. */
const ABOUT =
  /^(metadata|config|preprocessor_config|package|labels|about)\.json$/;

/** The files of a folder that may be the model that is meant. */
function candidatesOf(files: readonly string[]): readonly string[] {
  const own = files.filter((file) => !file.includes("/"));
  const endingWith = (endings: readonly string[]) =>
    own.filter((file) =>
      endings.some((ending) => file.toLowerCase().endsWith(ending)) &&
      !ABOUT.test(file)
    );
  const [whole, weights, texts] = ENDINGS.map(endingWith);
  const inFolder = files.filter((file) => file === "onnx/model.onnx");
  const found = [
    [...own.filter((file) => file === "model.json"), ...whole!],
    inFolder,
    weights!,
    texts!,
  ];
  return found.find((names) => names.length > 0) ?? [];
}
