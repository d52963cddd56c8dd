import * as tf from "@tensorflow/tfjs";
import {
  alignCorners,
  placelessNote,
  SaliencyMap,
  UPSAMPLE,
  type Upsample,
} from "../../aggregation/mod.ts";
import { tokenMaps } from "../../decomposition/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import {
  type AnyNode,
  asModel,
  type LayerGraph,
  type Model,
  type ModelInput,
  placementOf,
  type TokenGrid,
} from "../../model/mod.ts";
import type { OptionRequirements } from "../../options/mod.ts";
import {
  type Activations,
  type Chunk,
  EXPLAIN_OPTIONS,
  explainInChunks,
  type ExplainOptions,
  type PassResult,
} from "../../propagation/mod.ts";
import { passSettings } from "../pass_settings.ts";

/** The options of both methods of attention. */
export interface AttentionOptions extends ExplainOptions {
  /**
   * How the map of the tokens comes to the image's size.
   *
   * @default {alignCorners}
   */
  readonly upsample?: Upsample;
}

/** What {@linkcode AttentionOptions} must be. */
export const ATTENTION_OPTIONS: OptionRequirements<AttentionOptions> = {
  ...EXPLAIN_OPTIONS,
  upsample: UPSAMPLE,
};

/** One method: what is multiplied, layer by layer. */
export interface AttentionMethod {
  readonly method: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly notes: readonly string[];
  /** Why a map may be 0 everywhere. */
  readonly whyEmpty: string;
  /**
   * A matrix `[n, T, T]` for each layer of attention, the first one's first, from
   * the token that attends to the one that is attended to; inside `tf.tidy`.
   */
  readonly matricesOf: (
    chunk: Chunk,
    layers: readonly AnyNode[],
  ) => PassResult & { readonly matrices: readonly tf.Tensor3D[] };
}

/**
 * The map of the tokens of the picture: the row of the product of all layers'
 * matrices that the network's head reads, without the tokens that have no place.
 */
export async function tokenRelevance(
  model: ModelInput,
  images: ImageInput,
  options: AttentionOptions,
  { method, settings, notes, whyEmpty, matricesOf }: AttentionMethod,
): Promise<SaliencyMap> {
  const { upsample = alignCorners } = options;
  const loaded = asModel(model);
  const { layers, grid, tokens } = attentionOf(loaded, method);
  const read = readTokens(loaded.graph, layers.at(-1)!, tokens);
  const { arrays, explained } = await explainInChunks(
    loaded,
    images,
    options,
    (chunk) => {
      const [count, height, width] = chunk.image.shape;
      const { matrices, ...pass } = matricesOf(chunk, layers);
      // One row of the product: from the last layer to the first, no product of
      // two matrices is needed.
      const row = matrices.reduceRight(
        (row, matrix) => tf.matMul(row, matrix),
        tf.tile(meanOf(read, tokens), [count, 1, 1]),
      );
      // The grid is of the layer's output, which has every token once a head.
      const copies = grid.positions / tokens;
      const each = tf.tile(tf.div(row, copies), [1, copies, 1]);
      const cells = tf.sum(tokenMaps(each, grid), 3, true) as tf.Tensor4D;
      return {
        ...pass,
        tensors: {
          map: tf.squeeze(upsample.to(cells, [height, width]), [3]),
          layerMap: tf.squeeze(cells, [3]),
          total: tf.sum(row, [1, 2]),
        },
      };
    },
  );
  const { map, layerMap, total } = arrays;
  return new SaliencyMap({
    ...explained,
    notes: [
      ...explained.notes,
      ...notes,
      ...placelessNotes(grid, layerMap.values, total.values),
    ],
    method,
    values: map.values,
    signed: false,
    settings: {
      ...settings,
      upsample: upsample.name,
      ...passSettings(options),
    },
    layerMap,
    whyEmpty,
  });
}

/** A, the softmax of the scores: `[n, heads, T, T]`, rows add up to 1. */
export function attentionWeights(
  { inputs: [scores] }: Activations,
): tf.Tensor4D {
  return withHeads(tf.softmax(scores!));
}

/** A tensor of attention with an axis of heads, where it has but one. */
export function withHeads(x: tf.Tensor): tf.Tensor4D {
  return (x.rank === 4 ? x : tf.expandDims(x, 1)) as tf.Tensor4D;
}

/** The layers of attention, of all tokens on all, and where these lie. */
interface AttentionLayers {
  readonly layers: readonly AnyNode[];
  /** Of the first layer's output, whose tokens are the picture's. */
  readonly grid: TokenGrid;
  readonly tokens: number;
}

function attentionOf(
  { name, graph }: Model,
  method: string,
): AttentionLayers {
  const { nodes } = graph;
  const refuse = (reason: string): never => {
    throw new TypeError(`Cannot apply ${method} as ${reason}`);
  };
  const layers = nodes.filter(({ kind }) => kind === "attention");
  const [first] = layers;
  if (first === undefined) {
    return refuse(`the network must have attention: "${name}" has none`);
  }
  const scoresOf = (layer: AnyNode) => nodes[layer.inputs[0]!]!.shape;
  const tokens = scoresOf(first).at(-1)!;
  for (const layer of layers) {
    const shape = scoresOf(layer);
    const isOfAll = (shape.length === 3 || shape.length === 4) &&
      shape.at(-1) === tokens && shape.at(-2) === tokens && tokens !== null;
    if (isOfAll) continue;
    refuse(
      `every attention must be of all tokens on all, [N, heads, T, T] with the same T in all layers: the scores of "${layer.name}" are [${
        shape.map((side) => side ?? "any").join(", ")
      }], those of "${first.name}" [${
        scoresOf(first).map((side) => side ?? "any").join(", ")
      }]`,
    );
  }
  const grid = placementOf(graph, first.id);
  if (typeof grid !== "object") {
    return refuse(
      `tokens must have places in the image: those of "${first.name}" have none`,
    );
  }
  // Windows as an axis of their own would be taken for heads.
  const copies = grid.positions / tokens;
  const placed = grid.height * grid.width;
  if (placed + grid.placeless.length / copies !== tokens) {
    refuse(
      `every attention must be of all tokens on all: "${first.name}" is of ${tokens} at a time, and ${placed} have a place in the image`,
    );
  }
  return { layers, grid, tokens };
}

/**
 * The positions that the network's head reads: what is cut out of the tokens
 * behind the last attention, such as a class token, else all of them.
 */
function readTokens(
  { nodes }: LayerGraph,
  last: AnyNode,
  tokens: number,
): readonly number[] {
  const behind = new Set([last.id]);
  const read = new Set<number>();
  const all = Array.from({ length: tokens }, (_, i) => i);
  for (const node of nodes) {
    if (!node.inputs.some((id) => behind.has(id))) continue;
    behind.add(node.id);
    const { shape } = nodes[node.inputs[0]!]!;
    if (shape.length !== 3 || shape[1] !== tokens) continue;
    if (node.kind === "gather" && node.attributes.axis === 1) {
      node.attributes.indices.forEach((i) => read.add(i));
    } else if (node.kind === "slice") {
      const { before, after, step } = node.attributes.axes[0]!;
      const isPart = before + after > 0 || step > 1;
      if (!isPart) continue;
      all.slice(before, tokens - after).filter((_, i) => i % step === 0)
        .forEach((i) => read.add(i));
    }
  }
  return read.size > 0 ? [...read] : all;
}

/** The row that takes the mean over some positions, `[1, 1, T]`. */
function meanOf(positions: readonly number[], tokens: number): tf.Tensor {
  const row = new Float32Array(tokens);
  positions.forEach((i) => row[i] = 1 / positions.length);
  return tf.tensor3d(row, [1, 1, tokens]);
}

/** What share of the tokens' relevance is of those without a place. */
function placelessNotes(
  { height, width, placeless }: TokenGrid,
  cells: Float32Array,
  total: Float32Array,
): readonly string[] {
  if (placeless.length === 0) return [];
  const size = height * width;
  const shares = Array.from(total, (all, i) => {
    const own = cells.subarray(i * size, (i + 1) * size);
    return Math.max(0, 1 - own.reduce((sum, cell) => sum + cell, 0) / all);
  });
  return placelessNote(
    shares,
    "the relevance of all tokens",
    "that of class tokens and their kin",
  );
}
