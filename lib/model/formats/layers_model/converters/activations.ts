import { isRecord } from "../../../../options/mod.ts";
import type { ActivationFunction } from "../../../graph/activation_function.ts";
import { LayerConfig } from "../layer_config.ts";
import {
  addNode,
  isChannelsFirst,
  type LayerConverter,
  type LayerView,
  only,
  requireHonored,
  unsupported,
} from "../layer_view.ts";
import type { Dialect } from "../topology.ts";
import { addReshape } from "./layout.ts";
import { addGlu, addSparsemax } from "./joint_activations.ts";

/** The functions of every element that are written as a name, by that name. */
const NAMED: Readonly<Record<string, ActivationFunction>> = {
  celu: { name: "celu", alpha: 1 },
  elu: { name: "elu", alpha: 1 },
  exponential: { name: "exp" },
  gelu: { name: "gelu" },
  // tfjs-layers has the approximation under this name.
  gelu_new: { name: "geluTanh" },
  hard_shrink: { name: "hardShrink", threshold: 0.5 },
  hard_silu: { name: "hardSwish" },
  hard_swish: { name: "hardSwish" },
  hard_tanh: { name: "clip", low: -1, high: 1 },
  leaky_relu: { name: "leakyRelu", slope: 0.2 },
  log_sigmoid: { name: "logSigmoid" },
  mish: { name: "mish" },
  relu: { name: "relu" },
  relu6: { name: "clippedRelu", ceiling: 6 },
  selu: { name: "selu" },
  sigmoid: { name: "sigmoid" },
  silu: { name: "swish" },
  soft_shrink: { name: "softShrink", threshold: 0.5 },
  softplus: { name: "softplus" },
  softsign: { name: "softsign" },
  sparse_plus: { name: "sparsePlus" },
  sparse_sigmoid: { name: "hardSigmoid", slope: 0.5 },
  squareplus: { name: "squareplus" },
  swish: { name: "swish" },
  tanh: { name: "tanh" },
  tanh_shrink: { name: "tanhShrink" },
};

/** An elementwise function by the name that Keras has for it. */
export function namedFunction(
  name: string,
  dialect: Dialect,
): ActivationFunction | undefined {
  if (name === "hard_sigmoid") {
    return { name: "hardSigmoid", slope: dialect === "keras3" ? 1 / 6 : 0.2 };
  }
  return Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
}

/** Functions along an axis, by the name that Keras has for them. */
const JOINT: Readonly<
  Record<
    string,
    (view: LayerView, input: number, axis: number, part?: string) => number
  >
> = {
  softmax: (view, input, axis, part) =>
    addNode(view, "softmax", [input], {
      part,
      attributes: { axis },
    }),
  log_softmax: (view, input, axis, part) =>
    addNode(view, "logSoftmax", [input], {
      part,
      attributes: { axis },
    }),
  glu: addGlu,
  sparsemax: addSparsemax,
};

/**
 * Adds the node of the activation that the layer's configuration names, and
 * returns its id; returns `input` where that is the linear one.
 *
 * @param part What the node is called behind the layer's name, if anything.
 */
export function addNamedActivation(
  view: LayerView,
  input: number,
  part?: string,
): number {
  const value = view.config.value("activation") ?? "linear";
  if (isRecord(value) && value["class_name"] !== "function") {
    return addActivationLayer(view, input, value);
  }
  const name = isRecord(value) ? value["config"] : value;
  if (name === "linear") return input;
  const fn = typeof name === "string"
    ? namedFunction(name, view.dialect)
    : undefined;
  if (fn !== undefined) {
    return addNode(view, "activation", [input], {
      part,
      attributes: { fn },
    });
  }
  if (typeof name === "string" && Object.hasOwn(JOINT, name)) {
    // Along the layer's own last axis, which a transposition has moved.
    const rank = view.builder.shapeOf(input).length;
    const moved = part !== undefined && rank > 2 && isChannelsFirst(view);
    return JOINT[name]!(view, input, moved ? rank - 2 : rank - 1, part);
  }
  throw unsupported(
    view,
    `its "activation" must be one of ${
      [...Object.keys(NAMED), "hard_sigmoid", "linear", ...Object.keys(JOINT)]
        .toSorted().join(", ")
    }: current value is ${JSON.stringify(name)}`,
  );
}

/** An activation that is written as a layer, in the place of a function. */
function addActivationLayer(
  view: LayerView,
  input: number,
  entry: Readonly<Record<string, unknown>>,
): number {
  const { class_name: className, config } = entry;
  const convert = typeof className === "string" && className !== "PReLU" &&
      Object.hasOwn(ACTIVATION_CONVERTERS, className)
    ? ACTIVATION_CONVERTERS[className]
    : undefined;
  if (convert === undefined || !isRecord(config)) {
    throw unsupported(
      view,
      `its "activation" is of a class that is not known: ${
        JSON.stringify(className)
      }`,
    );
  }
  const name = `${view.name}/activation`;
  const inner: LayerView = {
    ...view,
    name,
    config: new LayerConfig(`${JSON.stringify(name)} (${className})`, config),
  };
  const id = convert(inner, [input]);
  requireHonored(inner);
  return id;
}

function elementwise(
  functionOf: (view: LayerView) => ActivationFunction,
): LayerConverter {
  return (view, inputs) =>
    addNode(view, "activation", [only(view, inputs)], {
      attributes: { fn: functionOf(view) },
    });
}

/** Keras's ReLU with any of its options. */
function rectifier(view: LayerView): ActivationFunction {
  const { config } = view;
  const slope = config.number("negative_slope", 0);
  const threshold = config.number("threshold", 0);
  const ceiling = config.optionalNumber("max_value");
  if (threshold < 0 || slope < 0) {
    throw config.malformed(
      threshold < 0 ? "threshold" : "negative_slope",
      "at least 0",
    );
  }
  if (ceiling !== undefined && ceiling < 0) {
    throw config.malformed("max_value", "at least 0");
  }
  if (threshold === 0 && slope === 0) {
    return ceiling === undefined
      ? { name: "relu" }
      : { name: "clippedRelu", ceiling };
  }
  if (ceiling === undefined && slope === 0) {
    return { name: "thresholdedRelu", threshold };
  }
  if (ceiling === undefined && threshold === 0) {
    return { name: "leakyRelu", slope };
  }
  return { name: "rectifier", slope, threshold, ceiling: ceiling ?? Infinity };
}

/** Converters of the layers that apply a function to every element. */
export const ACTIVATION_CONVERTERS: Readonly<Record<string, LayerConverter>> = {
  Activation: (view, inputs) => addNamedActivation(view, only(view, inputs)),
  ReLU: elementwise(rectifier),
  LeakyReLU: elementwise(({ config }) => ({
    name: "leakyRelu",
    // The older name of the two.
    slope: config.value("alpha") === undefined
      ? config.number("negative_slope", 0.3)
      : config.number("alpha"),
  })),
  ThresholdedReLU: elementwise(({ config }) => ({
    name: "thresholdedRelu",
    threshold: config.number("theta", 1),
  })),
  ELU: elementwise(({ config }) => ({
    name: "elu",
    alpha: config.number("alpha", 1),
  })),
  PReLU: (view, inputs) => {
    const input = only(view, inputs);
    const [, ...sizes] = view.builder.shapeOf(input);
    const shared = view.config.value("shared_axes") === undefined
      ? []
      : view.config.axes("shared_axes", sizes.length + 1);
    const shape = sizes.map((size, i) => shared.includes(i + 1) ? 1 : size);
    if (shape.some((size) => size === null)) {
      throw unsupported(view, "the size of its input must be known");
    }
    return addNode(view, "prelu", [input], {
      weights: { alpha: view.weights.read("alpha", shape as number[]) },
    });
  },
  Softmax: (view, inputs) => {
    const input = only(view, inputs);
    const shape = view.builder.shapeOf(input);
    const axes = view.config.axes("axis", shape.length, -1);
    const [first, last] = [axes[0]!, axes.at(-1)!];
    if (axes.length === 1) return JOINT["softmax"]!(view, input, first);
    if (last - first !== axes.length - 1) {
      throw unsupported(view, 'its "axis" must be axes side by side');
    }
    const joined = [...shape.slice(0, first), null, ...shape.slice(last + 1)];
    const flat = addReshape(view, "flat", input, joined);
    const softmax = JOINT["softmax"]!(view, flat, first, "softmax");
    return addReshape(view, undefined, softmax, shape);
  },
};
