import { describeValue, isRecord } from "../../../options/mod.ts";
import type { GraphBuilder } from "../../graph/graph_builder.ts";
import { UnsupportedLayerError } from "../../unsupported_layer_error.ts";
import { convertLayer, isKnownLayer } from "./converters/convert_layer.ts";
import { convertOperation, isOperation } from "./converters/operations.ts";
import { LayerConfig } from "./layer_config.ts";
import {
  type LayerConverter,
  type LayerView,
  type LayerWeights,
  NodeOutput,
} from "./layer_view.ts";
import { convertRegistered, registeredClass } from "./registered_layer.ts";
import {
  type Dialect,
  type LayerCall,
  TensorReference,
  type TopologyLayer,
} from "./topology.ts";

/** A call of a layer of a file, while the graph is built. */
export interface FileCall {
  readonly layer: TopologyLayer;
  readonly call: LayerCall;
  /** Name of the layer, with the nested models' before it. */
  readonly name: string;
  readonly weights: LayerWeights;
  readonly output: number;
  readonly idOf: (tensor: TensorReference) => number;
  readonly builder: GraphBuilder;
  readonly dialect: Dialect;
}

/** What a converter sees of it. */
export function viewOf(
  { layer, call, name, weights, output, idOf, builder, dialect }: FileCall,
): LayerView {
  const label = `${JSON.stringify(name)} (${layer.className})`;
  const named = new Map<string, number>();
  const constants: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(call.keywords)) {
    if (value instanceof TensorReference) named.set(name, idOf(value));
    else constants[name] = value;
  }
  const withIds = (value: unknown): unknown =>
    value instanceof TensorReference
      ? new NodeOutput(idOf(value))
      : Array.isArray(value)
      ? value.map(withIds)
      : value;
  return {
    name,
    className: layer.className,
    dialect,
    config: new LayerConfig(label, layer.config),
    call: new LayerConfig(label, constants),
    named,
    positional: call.positional.map(withIds),
    outputIndex: output,
    weights,
    builder,
    isUserCode: false,
    tfjs: undefined,
  };
}

/**
 * What makes nodes of it.
 *
 * @throws {UnsupportedLayerError} If the layer is of a class that nobody knows, or
 * does not compute in floating-point numbers as at inference.
 */
export function converterOf(
  view: LayerView,
  layer: TopologyLayer,
): LayerConverter {
  const { module, config } = layer;
  if (view.call.value("training") === true) {
    throw new UnsupportedLayerError(
      view.name,
      view.className,
      "it is called as in training",
    );
  }
  requireFloats(view, config["dtype"]);
  const isFunction = module === undefined
    // Without it, a function of Keras 3 is told by all that it lacks.
    ? view.dialect === "keras3" && isOperation(view.className) &&
      !("trainable" in config) && !("dtype" in config)
    : /(^|\.)ops(\.|$)/.test(module);
  if (isFunction) return convertOperation;
  const isKeras = module === undefined ||
    /^(tf_)?keras\b|^tensorflow\b/.test(module);
  const isKnown = isKnownLayer(view.className);
  if (isKeras && isKnown) return convertLayer;
  if (!isKnown && registeredClass(view.className)) return convertRegistered;
  throw new UnsupportedLayerError(
    view.name,
    view.className,
    `${
      isKeras
        ? "no such layer of Keras can be explained"
        : `it is a class of your own, of the module ${JSON.stringify(module)}${
          isKnown ? ", named like one of Keras" : ""
        }`
    }; write it as other layers, or register a tf.layers.Layer of ${
      isKnown ? "another" : "that"
    } name with tf.serialization.registerClass`,
  );
}

/** Half and double precision run in single precision here. */
function requireFloats(view: LayerView, dtype: unknown): void {
  const name = isRecord(dtype) && isRecord(dtype["config"])
    ? dtype["config"]["name"]
    : dtype;
  const isQuantized = isRecord(dtype) &&
    !["DTypePolicy", "Policy", "PolicyV1"].includes(
      String(dtype["class_name"]),
    );
  const isFloat = name === undefined || name === null ||
    typeof name === "string" && /^(mixed_)?b?float(16|32|64)$/.test(name);
  if (isFloat && !isQuantized) return;
  throw new UnsupportedLayerError(
    view.name,
    view.className,
    `it must compute in floating-point numbers: its dtype is ${
      describeValue(isQuantized ? dtype["class_name"] : name)
    }; save the model before it is quantized`,
  );
}
