import {
  type GivenFiles,
  givenUrl,
  listFolder,
  readFile,
  type Reading,
  type ReadOptions,
} from "../files/mod.ts";
import type { ModelFile } from "./file_formats.ts";
import { readMetadata } from "./folder_metadata.ts";
import { SHARD, SHARD_INDEX } from "./formats/state_dict/read_shards.ts";
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
  try {
    return { file: await fileAt(location, reading), named: {} };
  } catch (error) {
    if ((error as Error).name !== "IsADirectory") throw error;
  }
  const folder = new URL(location);
  if (!folder.pathname.endsWith("/")) folder.pathname += "/";
  const { files } = await listFolder("load the model", folder, {
    signal: reading.signal,
    depth: 2,
  });
  return await modelAmong(
    files,
    folder,
    `the folder ${location.href}`,
    reading,
  );
}

/**
 * The model among files that are given; a single one is it, whatever it is
 * called.
 *
 * @throws {Deno.errors.NotFound} If there is none.
 * @throws {RangeError} If several could be meant.
 */
export async function findGivenModel(
  files: GivenFiles,
  reading: Reading,
): Promise<FoundModel> {
  const [path = "", ...others] = files.keys();
  return path !== "" && others.length === 0
    ? { file: await fileAt(givenUrl(path), reading), named: {} }
    : await modelAmong(
      [...files.keys()],
      givenUrl(""),
      "the list of files",
      reading,
    );
}

async function fileAt(location: URL, reading: Reading): Promise<ModelFile> {
  const { bytes } = await readFile("load the model", location, reading);
  return { location, bytes };
}

/** The model among the files of a folder, and what others say of it. */
async function modelAmong(
  files: readonly string[],
  folder: URL,
  where: string,
  reading: Reading,
): Promise<FoundModel> {
  const [name = "model.json", ...others] = candidatesOf(files);
  if (SHARD.test(name)) {
    throw new RangeError(
      `Cannot load the model as ${where} must hold the index of its weights, ${
        name.replace(SHARD, ".$1.index.json")
      }: it holds ${[name, ...others].join(", ")}`,
    );
  }
  if (others.length > 0) {
    throw new RangeError(
      `Cannot load the model as ${where} must hold one: it holds ${
        [name, ...others].join(", ")
      }; give the path of one`,
    );
  }
  const encoded = name.split("/").map(encodeURIComponent).join("/");
  const file = await fileAt(new URL(encoded, folder), reading)
    .catch((cause) => {
      if (cause.name !== "NotFound") throw cause;
      cause.message =
        `Cannot load the model as ${where} must hold a model.json, or one file of ${
          ENDINGS.flat().join(", ")
        }: it holds none`;
      throw cause;
    });
  return { file, ...await readMetadata(folder, files, reading) };
}

/** Endings of models: whole ones first, then of weights alone, then of JSON. */
const ENDINGS: readonly (readonly string[])[] = [
  [".onnx", ".h5", ".hdf5", ".keras"],
  [".safetensors", ".pt", ".pth", ".th", ".index.json"],
  [".json"],
];

/** Files of JSON that are not models. */
const ABOUT =
  /^(metadata|config|preprocessor_config|package|labels|about)\.json$/;

/** The files of a folder that may be the model that is meant. */
function candidatesOf(files: readonly string[]): readonly string[] {
  const hasIndex = files.some((file) => SHARD_INDEX.test(file));
  const own = files.filter((file) =>
    !file.includes("/") && !(hasIndex && SHARD.test(file))
  );
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
