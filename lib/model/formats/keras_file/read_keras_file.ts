import { isRecord } from "../../../options/mod.ts";
import { DEEPEST, isTooDeep } from "../layers_model/model_json.ts";
import { unzip } from "../../../files/mod.ts";
import { type Hdf5Array, Hdf5File } from "./hdf5_file.ts";

/** How an HDF5 file begins. */
const HDF5_MAGIC = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** A weight of a Keras file. */
export interface KerasWeight {
  /** Path of the layer and own name, such as `block1/conv1/kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** What the file stores its values as, such as `float16`. */
  readonly type: string;
  readonly values: Float32Array;
}

/** What a Keras file holds. */
export interface KerasFile {
  /**
   * The configuration of the model, as in the `modelTopology` of a TF.js file;
   * `undefined` if the file holds weights alone.
   */
  readonly topology: Record<string, unknown> | undefined;
  /** The weights, layer by layer. */
  readonly weights: readonly KerasWeight[];
}

/**
 * Reads a Keras file: `.h5` of Keras 2 or 3, whole or weights alone; `.keras`,
 * which is a zip archive, or HDF5 under that name.
 *
 * @param bytes The file.
 * @param from What it is called, for errors.
 * @throws {SyntaxError} If it is malformed.
 */
export async function readKerasFile(
  bytes: Uint8Array,
  from: string,
): Promise<KerasFile> {
  try {
    return begins(bytes, HDF5_MAGIC)
      ? await readHdf5(bytes)
      : await readArchive(bytes);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const reason = /^HDF5-DIAG/.test(message.trim())
      ? "its HDF5 is damaged or cut off"
      : message;
    throw new SyntaxError(
      `Cannot load the model as ${from} cannot be understood: ${reason.trim()
        .split("\n")[0]!}`,
      { cause: error },
    );
  }
}

function begins(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}

async function readHdf5(bytes: Uint8Array): Promise<KerasFile> {
  using file = await Hdf5File.open(bytes);
  const config = file.text("/", "model_config");
  const root = config === undefined ? "/" : "/model_weights";
  const layers = file.texts(root, "layer_names");
  if (layers === undefined) {
    const isKeras3 = file.names("/").some((name) =>
      name === "layers" || name === "_layer_checkpoint_dependencies"
    );
    throw new TypeError(
      isKeras3
        ? "weights-only files of Keras 3 name no layers: save the whole model as .keras"
        : "it must hold the layer_names of a Keras model",
    );
  }
  const topology = config === undefined ? undefined : parseConfig(config);
  const models = nestedModels(topology);
  const weights = layers.flatMap((layer) => {
    const names = file.texts(`${root}/${layer}`, "weight_names") ?? [];
    return names.map((name) => {
      const array = file.array(`${root}/${layer}/${name}`);
      if (array === undefined) {
        throw new TypeError(`there is no weight "${name}" of "${layer}"`);
      }
      return kerasWeight(nameOf(layer, name, models.has(layer)), array);
    });
  });
  if (topology === undefined) return { topology, weights };
  const version = file.text("/", "keras_version") ??
    file.text(root, "keras_version");
  return {
    topology: {
      model_config: topology,
      ...(version !== undefined && { keras_version: version }),
    },
    weights,
  };
}

/**
 * `conv/kernel:0` of the layer `conv` is `conv/kernel`, and so is
 * `conv_1/kernel:0`, where Keras has counted its variables anew.
 */
function nameOf(layer: string, weight: string, isModel: boolean): string {
  const parts = weight.replace(/:\d+$/, "").split("/");
  return isModel || parts.length > 2
    ? `${layer}/${parts.join("/")}`
    : `${layer}/${parts.at(-1)}`;
}

/** The names of the layers of a model that are models themselves. */
function nestedModels(
  model: Record<string, unknown> | undefined,
): ReadonlySet<string> {
  const config = isRecord(model?.["config"]) ? model["config"] : {};
  const layers = Array.isArray(config["layers"]) ? config["layers"] : [];
  return new Set(
    layers.filter((layer) =>
      isRecord(layer) && isRecord(layer["config"]) &&
      Array.isArray(layer["config"]["layers"])
    ).map((layer) => String(layer["config"]["name"] ?? layer["name"])),
  );
}

function kerasWeight(
  name: string,
  { shape, type, read }: Hdf5Array,
): KerasWeight {
  return { name, shape, type, values: read() };
}

function parseConfig(text: string): Record<string, unknown> {
  const config: unknown = JSON.parse(text);
  if (isTooDeep(config)) {
    throw new TypeError(
      `its configuration must hold lists and objects at most ${DEEPEST} deep`,
    );
  }
  if (isRecord(config)) return config;
  throw new TypeError("the configuration of its model must be an object");
}

/** What an archive may grow to: Keras packs nothing in it. */
const MOST_GROWTH = 8;

async function readArchive(bytes: Uint8Array): Promise<KerasFile> {
  const wanted = ["config.json", "metadata.json", "model.weights.h5"];
  const files = unzip(bytes, {
    isWanted: (name) => wanted.includes(name),
    growth: MOST_GROWTH,
    least: 1e6,
  });
  const [config, metadata, weights] = wanted.map((name) => {
    const file = files.get(name);
    if (file === undefined) throw new TypeError(`it must hold ${name}`);
    return file;
  });
  const json = (file: Uint8Array) =>
    parseConfig(new TextDecoder().decode(file));
  const model = json(config!);
  const { keras_version: version } = json(metadata!);
  using file = await Hdf5File.open(weights!);
  return {
    topology: {
      model_config: model,
      keras_version: typeof version === "string" ? version : "3",
    },
    weights: [...modelWeights(file, model, "", "")],
  };
}

/** The names of the variables of a layer in the order in which Keras saves them. */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  BatchNormalization: ["gamma", "beta", "moving_mean", "moving_variance"],
  DepthwiseConv1D: ["kernel", "bias"],
  DepthwiseConv2D: ["kernel", "bias"],
  Embedding: ["embeddings"],
  GroupNormalization: ["gamma", "beta"],
  LayerNormalization: ["gamma", "beta"],
  Normalization: ["mean", "variance", "count"],
  PReLU: ["alpha"],
  RMSNormalization: ["scale"],
  SeparableConv1D: ["depthwise_kernel", "pointwise_kernel", "bias"],
  SeparableConv2D: ["depthwise_kernel", "pointwise_kernel", "bias"],
};

/** The variables that a layer can be without, and the option that says so. */
const OPTIONS: Readonly<Record<string, string>> = {
  beta: "center",
  bias: "use_bias",
  gamma: "scale",
};

/**
 * The weights of a model of Keras 3: `layers/NAME/vars/0`, `1`, …, where NAME is
 * the layer's, or in older versions its class in snake case, counted.
 */
function* modelWeights(
  file: Hdf5File,
  model: Record<string, unknown>,
  path: string,
  scope: string,
): Generator<KerasWeight> {
  const config = isRecord(model["config"]) ? model["config"] : {};
  const layers = Array.isArray(config["layers"]) ? config["layers"] : [];
  const stored = file.names(`${path}/layers`);
  const counts = new Map<string, number>();
  for (const layer of layers.filter(isRecord)) {
    const layerClass = String(layer["class_name"]);
    const own = isRecord(layer["config"]) ? layer["config"] : {};
    const name = String(own["name"] ?? layer["name"]);
    const counted = snakeCase(layerClass);
    const count = counts.get(counted) ?? 0;
    counts.set(counted, count + 1);
    const place = stored.includes(name) && !stored.includes(counted)
      ? name
      : count === 0
      ? counted
      : `${counted}_${count}`;
    const at = `${path}/layers/${place}`;
    if (Array.isArray(own["layers"])) {
      yield* modelWeights(file, layer, at, `${scope}${name}/`);
      continue;
    }
    const names = (VARIABLES[layerClass] ?? ["kernel", "bias"]).filter((
      variable,
    ) => own[OPTIONS[variable] ?? ""] !== false);
    for (const index of file.names(`${at}/vars`)) {
      const variable = names[Number(index)];
      if (variable === undefined) {
        throw new TypeError(
          `the variable ${index} of "${name}" (${layerClass}) is not known`,
        );
      }
      yield kerasWeight(
        `${scope}${name}/${variable}`,
        file.array(`${at}/vars/${index}`)!,
      );
    }
  }
}

/** As Keras has it: `Conv2D` is `conv2d`, `MaxPooling2D` `max_pooling2d`. */
function snakeCase(name: string): string {
  return name.replaceAll(/\W+/g, "")
    .replaceAll(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}
