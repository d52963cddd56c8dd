import * as tf from "@tensorflow/tfjs";
import { isRecord } from "../../../options/mod.ts";
import type { Shape } from "../../graph/shape.ts";
import {
  addOther,
  type LayerConverter,
  type LayerWeights,
  unsupported,
} from "./layer_view.ts";

type LayerClass = typeof tf.layers.Layer & {
  fromConfig(cls: unknown, config: unknown): tf.layers.Layer;
};

/** Classes of tfjs-layers itself, which need not compute what Keras's do. */
const TFJS_OWN =
  /^(ConvLSTM2D|ConvLSTM2DCell|ConvRNN2D|Conv3DTranspose|RNN|\w*RNNCells?|GRUCell|LSTMCell|CategoryEncoding|BytePairTokenizer|Backbone|Preprocessor|GPT2\w*)$/;

/** The class that a caller has registered with tfjs-layers under a name. */
export function registeredClass(name: string): LayerClass | undefined {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  const entry = Object.hasOwn(classNameMap, name)
    ? classNameMap[name]
    : undefined;
  const found = entry?.[0] as unknown as LayerClass | undefined;
  return found?.prototype instanceof tf.layers.Layer && !TFJS_OWN.test(name)
    ? found
    : undefined;
}

/** The layers that were made, each once for all of its calls. */
const made = new WeakMap<LayerWeights, tf.layers.Layer>();

/**
 * Adds a node that runs a layer of a class of the caller's own. Its weights are
 * the file's: nothing is made room for that the file does not hold.
 */
export const convertRegistered: LayerConverter = (view, inputs) => {
  const shapes = inputs.map((id) => [...view.builder.shapeOf(id)]);
  const shape = shapes.length === 1 ? shapes[0]! : shapes;
  const before = made.get(view.weights);
  const cls = registeredClass(view.className)!;
  const layer = before ??
    cls.fromConfig(
      cls,
      inCamelCase({ ...view.config.entries, name: view.name }),
    );
  if (before === undefined) {
    made.set(view.weights, layer);
    takeWeights(layer, view.weights);
    layer.build(shape);
    layer.built = true;
  }
  view.config.ignoreAll();
  view.call.ignoreAll();
  const output = layer.computeOutputShape(shape);
  const outputs = (Array.isArray(output[0]) ? output : [output]) as Shape[];
  const own = outputs[view.outputIndex];
  if (own === undefined) throw unsupported(view, "it has no such output");
  return addOther({ ...view, isUserCode: true }, inputs, own, (tensors) => {
    const result = layer.apply(tensors, { training: false });
    const results = Array.isArray(result) ? result : [result];
    return results[view.outputIndex] as tf.Tensor;
  });
};

/** Makes a layer find its weights in the file instead of drawing them. */
function takeWeights(layer: tf.layers.Layer, weights: LayerWeights): void {
  const taking = layer as unknown as {
    addWeight(name: string, shape: readonly number[]): unknown;
  };
  taking.addWeight = (name, shape) => {
    const read = weights.read(name, shape);
    return { name, originalName: name, shape, dtype: "float32", read };
  };
}

/** Names as tfjs-layers writes them, which are `snake_case` in files. */
function inCamelCase(value: unknown, key = ""): unknown {
  if (typeof value === "string") {
    return key === "name" || key === "class_name" ? value : camel(value);
  }
  if (Array.isArray(value)) return value.map((item) => inCamelCase(item));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map((
      [key, item],
    ) => [camel(key), inCamelCase(item, key)]),
  );
}

function camel(text: string): string {
  return text.replace(
    /_+(\w|$)/g,
    (_, letter: string) => letter.toUpperCase(),
  );
}
