import { isRecord } from "../../../../options/mod.ts";
import { LayerConfig } from "../layer_config.ts";
import {
  addNode,
  addOther,
  type LayerConverter,
  type LayerView,
  only,
  requireHonored,
  unsupported,
} from "../layer_view.ts";
import { ACTIVATION_CONVERTERS } from "./activations.ts";
import { ATTENTION_CONVERTERS } from "./attention.ts";
import { CONVOLUTION_CONVERTERS } from "./convolutions.ts";
import { DENSE_CONVERTERS } from "./dense.ts";
import { MERGING_CONVERTERS } from "./merging.ts";
import { NORMALIZATION_CONVERTERS } from "./normalizations.ts";
import { convertFunction } from "./operations.ts";
import { POOLING_CONVERTERS } from "./pooling.ts";
import { PREPROCESSING_CONVERTERS } from "./preprocessing.ts";
import { RECURRENT_CONVERTERS } from "./recurrent.ts";
import { RESIZING_CONVERTERS } from "./resizing.ts";
import { SHAPING_CONVERTERS } from "./shaping.ts";
import { VOLUME_CONVERTERS } from "./volumes.ts";

/** A layer around another one that acts as that one does. */
const wrapper: LayerConverter = (view, inputs) => {
  view.config.ignore("power_iterations");
  const inner = innerView(view);
  return convertLayer({ ...inner, name: view.name }, inputs);
};

/** Layers that do the same with every step in time, as they are. */
const STEPWISE = new Set([
  "Activation",
  "AlphaDropout",
  "BatchNormalization",
  "Dense",
  "Dropout",
  "ELU",
  "GaussianDropout",
  "GaussianNoise",
  "Identity",
  "LayerNormalization",
  "LeakyReLU",
  "ReLU",
  "Rescaling",
  "Softmax",
  "ThresholdedReLU",
]);

const timeDistributed: LayerConverter = (view, inputs) => {
  const inner = innerView(view);
  const input = only(view, inputs);
  if (inner.className === "Flatten") {
    const [n, steps] = view.builder.shapeOf(input);
    return addNode(view, "reshape", [input], {
      attributes: { shape: [n!, steps!, null] },
    });
  }
  const value = inner.config.value("axis") ?? -1;
  const isLast = value === -1 || Array.isArray(value) && value[0] === -1 &&
      value.length === 1;
  if (STEPWISE.has(inner.className) && isLast) {
    return convertLayer({ ...inner, name: view.name }, [input]);
  }
  throw unsupported(
    view,
    `it must hold Flatten or, along the last axis, one of ${
      [...STEPWISE].join(", ")
    }: current class is ${inner.className}`,
  );
};

/** The layer that a wrapper holds. */
function innerView(view: LayerView): LayerView {
  const entry = view.config.value("layer");
  const { class_name: className, config } = isRecord(entry) ? entry : {};
  if (typeof className !== "string" || !isRecord(config)) {
    throw view.config.malformed("layer", "a layer");
  }
  const name = `${view.name}/${config["name"]}`;
  return {
    ...view,
    className,
    config: new LayerConfig(`${JSON.stringify(name)} (${className})`, config),
  };
}

function refused(reason: string): LayerConverter {
  return (view) => {
    throw unsupported(view, reason);
  };
}

const MASKS =
  "masks are not carried through the graph, so layers behind it would see other values; leave it out";
const INDICES =
  "it takes indices or text, of which there is no gradient; begin with the numbers that it gives";

const REFUSED: Readonly<Record<string, LayerConverter>> = {
  CategoryEncoding: refused(INDICES),
  Discretization: refused(INDICES),
  Embedding: refused(INDICES),
  HashedCrossing: refused(INDICES),
  Hashing: refused(INDICES),
  IntegerLookup: refused(INDICES),
  ReversibleEmbedding: refused(INDICES),
  StringLookup: refused(INDICES),
  TextVectorization: refused(INDICES),
  Masking: refused(MASKS),
  Lambda: refused(
    "its function is Python's bytecode; write it as layers of Keras and save the model again",
  ),
  TensorFlowOpLayer: refused(
    "it holds a piece of a TensorFlow graph; convert the model as a graph model, or to ONNX",
  ),
};

/** How every class of layer becomes nodes of the graph. */
const CONVERTERS: Readonly<Record<string, LayerConverter>> = {
  ...ACTIVATION_CONVERTERS,
  ...ATTENTION_CONVERTERS,
  ...CONVOLUTION_CONVERTERS,
  ...DENSE_CONVERTERS,
  ...MERGING_CONVERTERS,
  ...NORMALIZATION_CONVERTERS,
  ...POOLING_CONVERTERS,
  ...PREPROCESSING_CONVERTERS,
  ...RECURRENT_CONVERTERS,
  ...REFUSED,
  ...RESIZING_CONVERTERS,
  ...SHAPING_CONVERTERS,
  ...VOLUME_CONVERTERS,
  SpectralNormalization: wrapper,
  TFOpLambda: convertFunction,
  TimeDistributed: timeDistributed,
};

/**
 * Adds the nodes of one call of a layer.
 *
 * @throws {UnsupportedLayerError} If no converter knows its class or options.
 */
export const convertLayer: LayerConverter = (view, inputs) => {
  const { className, tfjs, config } = view;
  const convert = Object.hasOwn(CONVERTERS, className)
    ? CONVERTERS[className]
    : undefined;
  if (tfjs !== undefined) {
    if (className === "Masking" || config.value("mask_zero") === true) {
      throw unsupported(view, MASKS);
    }
    return convert !== undefined && AS_TFJS.has(className)
      ? convert(view, inputs)
      : addOther(view, inputs, tfjs.shape, tfjs.run);
  }
  if (convert === undefined) {
    throw unsupported(view, "no such layer can be explained");
  }
  const id = convert(view, inputs);
  requireHonored(view);
  return id;
};

/** Whether a class of Keras's has a converter, if only one that says why not. */
export function isKnownLayer(className: string): boolean {
  return Object.hasOwn(CONVERTERS, className);
}

/** Classes that tfjs-layers itself computes as their converters here do. */
const AS_TFJS = new Set([
  ...Object.keys(ACTIVATION_CONVERTERS),
  "Add",
  "AlphaDropout",
  "Average",
  "AveragePooling1D",
  "AveragePooling2D",
  "BatchNormalization",
  "Concatenate",
  "Conv1D",
  "Conv2D",
  "Conv2DTranspose",
  "Cropping2D",
  "Dense",
  "DepthwiseConv2D",
  "Dropout",
  "Flatten",
  "GaussianDropout",
  "GaussianNoise",
  "GlobalAveragePooling1D",
  "GlobalAveragePooling2D",
  "GlobalMaxPooling1D",
  "GlobalMaxPooling2D",
  "LayerNormalization",
  "MaxPooling1D",
  "MaxPooling2D",
  "Maximum",
  "Minimum",
  "Multiply",
  "Permute",
  "RandomHeight",
  "RandomWidth",
  "Rescaling",
  "Reshape",
  "Resizing",
  "SeparableConv2D",
  "SpatialDropout1D",
  "UpSampling2D",
  "ZeroPadding2D",
]);
