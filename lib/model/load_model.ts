import { ensureBackend } from "../backend/mod.ts";
import {
  type FileSource,
  type GivenFiles,
  READ_OPTIONS,
  type ReadOptions,
  toUrl,
} from "../files/mod.ts";
import {
  checkOptions,
  nearNames,
  type OptionRequirements,
} from "../options/mod.ts";
import { namesFromLists } from "./class_names.ts";
import { CLONE_MODELS, EMBEDDED_MODELS } from "./embedded_models.ts";
import { readModel } from "./file_formats.ts";
import { ONNX_OPTIONS, type OnnxOptions } from "./formats/onnx/load_onnx.ts";
import {
  findByName,
  HUB_OPTIONS,
  type HubOptions,
  isModelName,
  TORCHVISION_WEIGHTS,
} from "./hub/mod.ts";
import { findGivenModel, findModel } from "./model_folder.ts";
import { MODEL_OPTIONS, modelOf } from "./as_model.ts";
import type { Model, ModelOptions } from "./model.ts";
import {
  WEIGHTS_OPTIONS,
  type WeightsOptions,
} from "./weights/load_weights.ts";

/** Options of {@linkcode loadModel}. */
export interface LoadModelOptions
  extends
    ModelOptions,
    ReadOptions,
    Omit<OnnxOptions, "output">,
    WeightsOptions,
    HubOptions {}

/**
 * Where a model comes from: a name, path or URL, the bytes of its file, or the
 * files of a folder.
 */
export type ModelSource = FileSource | readonly File[];

const REQUIREMENTS: OptionRequirements<LoadModelOptions> = {
  ...MODEL_OPTIONS,
  ...READ_OPTIONS,
  ...ONNX_OPTIONS,
  ...WEIGHTS_OPTIONS,
  ...HUB_OPTIONS,
};

/**
 * Loads a network.
 *
 * Class names and preprocessing are taken from the options, else from the
 * `userDefinedMetadata` of the file (`classNames`, `preprocessing`), or from what
 * lies beside the model in a folder: `metadata.json` of Teachable Machine,
 * `config.json` and `preprocessor_config.json` of Hugging Face, and names of the
 * classes, a line each, in a `classes.txt` (also `labels.txt`, `synset.txt`).
 *
 * A file means what its own framework computes: layers of Keras 2 and 3 run as
 * Keras defines them, also where tfjs-layers runs them otherwise, and those of a
 * file that tfjs-layers wrote as tfjs-layers runs them. What would run otherwise
 * is refused by the layer's name. Half precision runs in single precision.
 *
 * @param source The name of an embedded model (`shapes_vgg9`; in a clone of the
 * repository also `shapes_vgg9_random_labels`, which `randomLabels` compares with
 * it), or the path or URL of a TF.js layers model's or graph model's `model.json`
 * (Keras 2 and Keras 3 exports both load), or of the folder that holds it, or of
 * an ONNX file of opset 7 to 23, in whatever layout and precision, of a Keras file (`.h5`
 * or `.keras`), or of weights that `torch.save` or safetensors has written. Weights
 * of torchvision's VGGs, ResNets and ViTs and of the ResNets for CIFAR are enough; of
 * any other network the `architecture` must be given. Weights in several files are
 * read by their `model.safetensors.index.json`. Nothing in a file is executed.
 * Of a folder it is the one model in it, or its `onnx/model.onnx`. Bytes and a Blob
 * are a file, a list of Files is a folder: what a page is given by drag and drop.
 * A name `hf:owner/name` or `hf:owner/name@revision` is a repository of Hugging
 * Face: its `onnx/model.onnx` or another whole model, else weights, or the
 * `file` that is named. It is kept, checked by its hash, in the cache of Hugging
 * Face's own client (`HF_HUB_CACHE`, `HF_HOME`), and read from there when the hub
 * cannot be reached or `HF_HUB_OFFLINE` is set. A name `torchvision:resnet50` or
 * `torchvision:resnet50@IMAGENET1K_V1` is a network of torchvision whose
 * architecture is known, with its published weights, from the cache that PyTorch
 * keeps (`TORCH_HOME`), checked by the hash in the file's name. Fetching shows its
 * progress; the notes of the model say what was taken.
 * Files that a model names must lie beside it. Reading stops at the size that is
 * known (from the file, the server, or the model's own list of weights), at
 * `byteLimit`, and when a server stalls.
 *
 * @param options What the file does not say, which output of several is meant, a
 * signal, and limits.
 * @returns The model, with its weights in memory until
 * `model.dispose()`.
 * @throws {Deno.errors.NotFound} If there is no such file.
 * @throws {SyntaxError} If a file is malformed, truncated or not a model,
 * or names a file that does not lie beside it. A file of another kind is named by
 * its first bytes.
 * @throws {RangeError} If more than `byteLimit` bytes would be read, or there is
 * no such output, or several files of a folder could be meant.
 * @throws {TypeError} If the source is a device or a pipe, an option does not
 * exist or is of another type, or the model's input is not an image.
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
  source: ModelSource,
  options: LoadModelOptions = {},
): Promise<Model> {
  checkOptions("load the model", options, REQUIREMENTS);
  const {
    signal,
    byteLimit,
    stallTimeout,
    output = 0,
    inputShape,
    operators,
    architecture,
    heads,
    revision,
    file,
    endpoint,
    ...named
  } = options;
  const files = givenFiles(source);
  const reading = { signal, byteLimit, stallTimeout, files };
  const hub = { revision, file, endpoint };
  if (!isModelName(source)) {
    for (const [option, value] of Object.entries(hub)) {
      if (value === undefined) continue;
      throw new TypeError(
        `Cannot load the model as the option ${option} is one of names that begin with hf: or torchvision:, and the source must be such a name`,
      );
    }
  }
  const finding = isModelName(source)
    ? findByName(source, hub, reading)
    : files !== undefined
    ? findGivenModel(files, reading)
    : findModel(toUrl("load the model", source), reading);
  const found = await finding.catch((error: Error) => {
    throw withNearName(error, source);
  });
  await ensureBackend();
  const read = await readModel(found.file, output, {
    ...reading,
    inputShape: inputShape ?? found.inputShape,
    operators,
    architecture,
    heads: heads ?? found.heads,
  });
  try {
    const isAssumed = found.assumed !== undefined &&
      named.preprocessing === undefined;
    const isNamed = (read.named.classNames ?? named.classNames) !== undefined;
    const listed = isNamed || !found.lists?.length
      ? undefined
      : namesFromLists(read.network.graph, found.lists);
    const notes = [
      ...found.notes ?? [],
      ...isAssumed ? [found.assumed] : [],
      ...listed?.notes ?? [],
      ...read.network.notes ?? [],
    ];
    return modelOf({ ...read.network, notes }, {
      ...read.named,
      ...found.named,
      ...(listed?.classNames && { classNames: listed.classNames }),
      ...given(named),
    });
  } catch (error) {
    read.network.dispose();
    throw error;
  }
}

/** The files that are given in place of a path or URL, or come with the package. */
function givenFiles(source: ModelSource): GivenFiles | undefined {
  if (typeof source === "string") {
    const known = { ...CLONE_MODELS, ...EMBEDDED_MODELS };
    return Object.hasOwn(known, source)
      ? new Map(Object.entries(known[source]!))
      : undefined;
  }
  if (
    source instanceof Blob || source instanceof Uint8Array ||
    source instanceof ArrayBuffer
  ) {
    const name = source instanceof File ? source.name : "";
    return new Map([[name || "network", source]]);
  }
  const isList = Array.isArray(source) && source.length > 0 &&
    source.every((file) => file instanceof File);
  return isList
    ? new Map(source.map((file: File) => [pathOf(file), file]))
    : undefined;
}

/** The path from the folder that a reader of a page has chosen. */
function pathOf(file: File): string {
  const { webkitRelativePath: path = "" } = file as Partial<
    Record<"webkitRelativePath", string>
  >;
  return path === "" ? file.name : path.slice(path.indexOf("/") + 1);
}

/** A source that is not there may be a slip of a model that is known by name. */
function withNearName(error: Error, source: ModelSource): Error {
  const name = String(source);
  if (Object.hasOwn(CLONE_MODELS, name) && error.name !== "AbortError") {
    error.message +=
      `. ${name} is in a clone of the repository alone: give the path or URL of its model.json there`;
    return error;
  }
  if (error.name !== "NotFound") return error;
  if (TORCHVISION_WEIGHTS.has(name)) {
    error.message += `. Did you mean "torchvision:${name}"?`;
  } else {
    const [near] = nearNames(name, Object.keys(EMBEDDED_MODELS));
    if (near !== undefined) {
      error.message += `. Did you mean "${near}", which ships?`;
    }
  }
  return error;
}

/** The options that say something. */
function given<Options extends object>(options: Options): Options {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as Options;
}
