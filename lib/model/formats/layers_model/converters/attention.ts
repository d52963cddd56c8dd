import * as tf from "@tensorflow/tfjs";
import {
  addNode,
  channelsOf,
  type LayerConverter,
  type LayerView,
  unsupported,
} from "../layer_view.ts";
import { addMask, type Operands, operandsOf } from "./attention_operands.ts";
import { addReshape, addTranspose } from "./layout.ts";
import { plainAttention } from "./plain_attention.ts";

/** Attention of several heads, projected from and back to the channels. */
const multiHead: LayerConverter = (view, inputs) => {
  const { config } = view;
  const heads = config.integer("num_heads");
  const keySize = config.integer("key_dim");
  const valueSize = config.value("value_dim") === undefined
    ? keySize
    : config.integer("value_dim");
  const operands = operandsOf(view, inputs);
  const shape = view.builder.shapeOf(operands.query);
  if (config.value("attention_axes") !== undefined) {
    const axes = config.axes("attention_axes", shape.length);
    if (axes.length !== shape.length - 2) {
      throw unsupported(
        view,
        'its "attention_axes" must be all between the batch and the channels',
      );
    }
  }
  const output = config.value("output_shape");
  const size = output === undefined
    ? channelsOf(view, operands.query)
    : config.integer("output_shape");
  return attend(view, operands, {
    heads,
    keyHeads: heads,
    keySize,
    valueSize,
    outputSize: size,
  });
};

/** As {@linkcode multiHead}, where several heads share a key and a value. */
const groupedQuery: LayerConverter = (view, inputs) => {
  const { config } = view;
  const heads = config.integer("num_query_heads");
  const keyHeads = config.integer("num_key_value_heads");
  if (heads % keyHeads !== 0) {
    throw config.malformed("num_key_value_heads", `a divisor of ${heads}`);
  }
  const operands = operandsOf(view, inputs);
  const size = config.integer("head_dim");
  return attend(view, operands, {
    heads,
    keyHeads,
    keySize: size,
    valueSize: size,
    outputSize: channelsOf(view, operands.query),
  });
};

interface Sizes {
  readonly heads: number;
  readonly keyHeads: number;
  readonly keySize: number;
  readonly valueSize: number;
  readonly outputSize: number;
}

function attend(view: LayerView, operands: Operands, sizes: Sizes): number {
  const { heads, keyHeads, keySize, valueSize, outputSize } = sizes;
  const { config, builder } = view;
  config.ignore("dropout", "seed", "flash_attention");
  const shape = builder.shapeOf(operands.query);
  const tokens = (id: number, name: string) =>
    builder.shapeOf(id).length === 3 ? id : addReshape(
      view,
      `${name}/tokens`,
      id,
      [null, null, channelsOf(view, id)],
    );
  const project = (id: number, name: string, count: number, size: number) =>
    addHeads(view, tokens(id, name), name, count, size);
  const query = project(operands.query, "query", heads, keySize);
  const key = repeatHeads(
    view,
    project(operands.key, "key", keyHeads, keySize),
    "key",
    heads / keyHeads,
  );
  const value = repeatHeads(
    view,
    project(operands.value, "value", keyHeads, valueSize),
    "value",
    heads / keyHeads,
  );
  const scores = addNode(view, "matMul", [
    addTranspose(view, "query/heads", query, [0, 2, 1, 3]),
    addTranspose(view, "key/heads", key, [0, 2, 3, 1]),
  ], { part: "scores" });
  const scaled = addNode(view, "rescale", [scores], {
    part: "scaled_scores",
    attributes: { scale: 1 / Math.sqrt(keySize), offset: 0 },
  });
  const context = addNode(view, "attention", [
    addMask(view, scaled),
    addTranspose(view, "value/heads", value, [0, 2, 1, 3]),
  ], { part: "context" });
  const turned = addTranspose(view, "context/tokens", context, [0, 2, 1, 3]);
  const gated = config.flag("use_gate", false)
    ? addNode(view, "multiply", [
      turned,
      addNode(view, "activation", [
        project(operands.query, "gate", heads, valueSize),
      ], { part: "gate/sigmoid", attributes: { fn: { name: "sigmoid" } } }),
    ], { part: "gated" })
    : turned;
  const joined = addReshape(view, "context/joined", gated, [
    null,
    null,
    heads * valueSize,
  ]);
  const name = "attention_output";
  const kernel = view.weights.read(`${name}/kernel`, [
    heads,
    valueSize,
    outputSize,
  ]);
  const isMaps = shape.length !== 3;
  const projected = addNode(view, "dense", [joined], {
    part: isMaps ? name : undefined,
    weights: {
      kernel: () => tf.reshape(kernel(), [heads * valueSize, outputSize]),
      bias: config.flag("use_bias", true)
        ? view.weights.read(`${name}/bias`, [outputSize])
        : undefined,
    },
  });
  return isMaps
    ? addReshape(view, undefined, projected, [
      ...shape.slice(0, -1),
      outputSize,
    ])
    : projected;
}

/** `[N, T, C]` to `[N, T, heads, size]`. */
function addHeads(
  view: LayerView,
  input: number,
  name: string,
  heads: number,
  size: number,
): number {
  const channels = channelsOf(view, input);
  const kernel = view.weights.read(`${name}/kernel`, [channels, heads, size]);
  const bias = view.config.flag("use_bias", true)
    ? view.weights.read(`${name}/bias`, [heads, size])
    : undefined;
  const dense = addNode(view, "dense", [input], {
    part: name,
    weights: {
      kernel: () => tf.reshape(kernel(), [channels, heads * size]),
      bias: bias && (() => tf.reshape(bias(), [heads * size])),
    },
  });
  const [, length] = view.builder.shapeOf(input);
  return addReshape(view, `${name}/split`, dense, [null, length!, heads, size]);
}

function repeatHeads(
  view: LayerView,
  input: number,
  name: string,
  times: number,
): number {
  if (times === 1) return input;
  const heads = view.builder.shapeOf(input)[2]!;
  return addNode(view, "gather", [input], {
    part: `${name}/repeated`,
    attributes: {
      axis: 2,
      indices: Array.from(
        { length: heads * times },
        (_, i) => Math.floor(i / times),
      ),
    },
  });
}

/** Converters of the layers that let tokens look at one another. */
export const ATTENTION_CONVERTERS: Readonly<Record<string, LayerConverter>> = {
  AdditiveAttention: plainAttention(true),
  Attention: plainAttention(false),
  GroupedQueryAttention: groupedQuery,
  GroupQueryAttention: groupedQuery,
  MultiHeadAttention: multiHead,
};
