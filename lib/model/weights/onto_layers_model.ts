import * as tf from "@tensorflow/tfjs";
import type { LayerGraph } from "../graph/layer_graph.ts";
import type { Model } from "../model.ts";
import type { ModelWeight, WeightLayer } from "../weight_layer.ts";
import type { StoredTensor } from "../formats/state_dict/stored_tensor.ts";

/** Stored weights by the module or layer that they are of, and their own name. */
export type WeightsByModule = ReadonlyMap<
  string,
  ReadonlyMap<string, StoredTensor>
>;

/** How a stored weight becomes one of a layer: axes split, then reordered. */
interface Translation {
  /** Its own name in the file. */
  readonly from: string;
  /** Its own name in the layer. */
  readonly to: string;
  /** The shape in the file, given the layer's. */
  readonly stored: (shape: readonly number[]) => readonly number[];
  /** The file's axes in the order of the layer's. */
  readonly axes?: readonly number[];
  /** The file's axes, split so that they can be reordered. */
  readonly split?: (shape: readonly number[]) => readonly number[];
  /** Whether flattened maps come channels first, where tfjs has them last. */
  readonly flattensChannelsFirst?: boolean;
}

/** How the weights of a class of layer are translated, if that is known. */
export type WeightTranslations = (
  layerClass: string,
) => readonly Translation[] | undefined;

const same = (shape: readonly number[]) => shape;
const flat = (shape: readonly number[]) => [
  shape.reduce((size, length) => size * length, 1),
];

const BIAS: Translation = { from: "bias", to: "bias", stored: same };
const SCALE: readonly Translation[] = [
  { from: "weight", to: "gamma", stored: same },
  { from: "bias", to: "beta", stored: same },
];

const FROM_PYTORCH: Readonly<Record<string, readonly Translation[]>> = {
  Conv1D: [{
    from: "weight",
    to: "kernel",
    stored: ([k, i, o]) => [o!, i!, k!],
    axes: [2, 1, 0],
  }, BIAS],
  Conv2D: [{
    from: "weight",
    to: "kernel",
    stored: ([h, w, i, o]) => [o!, i!, h!, w!],
    axes: [2, 3, 1, 0],
  }, BIAS],
  Conv2DTranspose: [{
    from: "weight",
    to: "kernel",
    stored: ([h, w, o, i]) => [i!, o!, h!, w!],
    axes: [2, 3, 1, 0],
  }, BIAS],
  DepthwiseConv2D: [{
    from: "weight",
    to: "depthwise_kernel",
    stored: ([h, w, c, m]) => [c! * m!, 1, h!, w!],
    split: ([h, w, c, m]) => [c!, m!, h!, w!],
    axes: [2, 3, 0, 1],
  }, BIAS],
  Dense: [{
    from: "weight",
    to: "kernel",
    stored: ([i, o]) => [o!, i!],
    axes: [1, 0],
    flattensChannelsFirst: true,
  }, BIAS],
  BatchNormalization: [
    ...SCALE,
    { from: "running_mean", to: "moving_mean", stored: same },
    { from: "running_var", to: "moving_variance", stored: same },
  ],
  LayerNormalization: SCALE,
  PReLU: [{ from: "weight", to: "alpha", stored: flat, split: same }],
};

/** The weights of PyTorch's modules. */
export const fromPyTorch: WeightTranslations = (layerClass) =>
  Object.hasOwn(FROM_PYTORCH, layerClass)
    ? FROM_PYTORCH[layerClass]
    : undefined;

const KERAS_WEIGHTS = [
  ...["kernel", "bias", "depthwise_kernel", "pointwise_kernel", "alpha"],
  ...["gamma", "beta", "moving_mean", "moving_variance", "embeddings"],
  "recurrent_kernel",
].map((name): Translation => ({ from: name, to: name, stored: same }));

/** The weights of Keras's layers, which are as tfjs has them. */
export const fromKeras: WeightTranslations = () => KERAS_WEIGHTS;

/** How many names an error lists. */
const MOST_NAMES = 12;

/**
 * Gives a model the weights of a file that says no architecture.
 *
 * A layer takes the module of its name (with `_` or `/` for `.`); where no layer
 * is named like a module, layers and modules are paired in their order. All
 * names and shapes are checked before a weight is changed. What PyTorch flattens
 * channels first is reordered for a dense layer behind a `Flatten`.
 *
 * Nothing in the file says what is not a weight: strides, padding, activations,
 * and the `epsilon` of batch normalization (1e-5 in PyTorch, 1e-3 in tfjs) are
 * the model's.
 *
 * @param target The architecture; its weights are changed.
 * @param modules The stored weights.
 * @param translations What they are called, and how their axes lie.
 * @param from What the file is called, for errors.
 * @throws {SyntaxError} If a weight is missing, left over or of another shape.
 */
export function ontoLayersModel(
  { graph, weightLayers }: Pick<Model, "graph" | "weightLayers">,
  modules: WeightsByModule,
  translations: WeightTranslations,
  from: string,
): void {
  const fail = (reason: string): never => {
    throw new SyntaxError(
      `Cannot load the weights as ${from} must hold those of the architecture: ${reason}`,
    );
  };
  const pairs = paired(weightLayers, [...modules.keys()]);
  if (pairs === undefined) {
    return fail(
      `it has the modules ${
        listed([...modules.keys()])
      }, and the architecture the layers ${
        listed(weightLayers.map(({ name }) => name))
      }`,
    );
  }
  const assignments: (readonly [ModelWeight, () => tf.Tensor])[] = [];
  const wrong: string[] = [];
  for (const [layer, module] of pairs) {
    const left = new Map(modules.get(module)!);
    const known = translations(layer.layerClass) ??
      fail(`weights of a ${layer.layerClass} ("${layer.name}") are not known`);
    for (const weight of layer.weights) {
      const translation = known.find(({ to }) => to === weight.name) ??
        fail(`"${layer.name}" has a weight "${weight.name}" that is not known`);
      const stored = left.get(translation.from);
      left.delete(translation.from);
      const { shape } = weight.variable;
      const due = translation.stored(shape);
      const name = `${module}.${translation.from}`;
      if (stored === undefined) wrong.push(`${name} is missing`);
      else if (`${stored.shape}` !== `${due}`) {
        wrong.push(`${name} is [${stored.shape}], not [${due}]`);
      } else {
        const maps = translation.flattensChannelsFirst
          ? mapsBefore(graph, layer)
          : undefined;
        assignments.push([
          weight,
          () => translated(stored, translation, shape, maps),
        ]);
      }
    }
    for (const name of left.keys()) {
      wrong.push(`${module}.${name} is left over`);
    }
  }
  if (wrong.length > 0) fail(listed(wrong));
  for (const [{ variable }, read] of assignments) {
    const values = tf.tidy(read);
    variable.assign(values);
    values.dispose();
  }
}

/** The module of every layer: by name where any layer has one, else in order. */
function paired(
  layers: readonly WeightLayer[],
  modules: readonly string[],
): readonly (readonly [WeightLayer, string])[] | undefined {
  if (layers.length !== modules.length) return undefined;
  const plain = (name: string) => name.replaceAll(/[./]/g, "_");
  const byName = new Map(modules.map((module) => [plain(module), module]));
  const named = layers.map((layer) =>
    [layer, byName.get(plain(layer.name))] as const
  );
  if (named.every(([, module]) => module === undefined)) {
    return layers.map((layer, i) => [layer, modules[i]!]);
  }
  return named.every(([, module]) => module !== undefined)
    ? named as readonly (readonly [WeightLayer, string])[]
    : undefined;
}

/** `[H, W, C]` of the maps that a dense layer takes flattened, if it does. */
function mapsBefore(
  { nodes }: LayerGraph,
  { position }: WeightLayer,
): readonly number[] | undefined {
  let node = nodes[position]!;
  while (node.kind !== "dense") node = nodes[node.inputs[0]!]!;
  do node = nodes[node.inputs[0]!]!; while (
    node.kind === "identity" || node.kind === "activation"
  );
  if (node.kind !== "reshape") return undefined;
  const before = nodes[node.inputs[0]!]!;
  // A transpose says that the model itself takes care of the order.
  return before.shape.length === 4 && before.kind !== "transpose"
    ? before.shape.slice(1) as number[]
    : undefined;
}

function translated(
  stored: StoredTensor,
  { axes, split }: Translation,
  shape: readonly number[],
  maps: readonly number[] | undefined,
): tf.Tensor {
  const values = stored.read();
  if (maps !== undefined) {
    const [height, width, channels] = maps as [number, number, number];
    const kernel = tf.tensor(values, [shape[1]!, channels, height, width]);
    return tf.reshape(tf.transpose(kernel, [2, 3, 1, 0]), [...shape]);
  }
  const tensor = tf.tensor(values, [...(split?.(shape) ?? stored.shape)]);
  return tf.reshape(axes ? tf.transpose(tensor, [...axes]) : tensor, [
    ...shape,
  ]);
}

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  const shown = names.slice(0, MOST_NAMES).join(", ");
  return more > 0 ? `${shown} and ${more} more` : shown;
}
