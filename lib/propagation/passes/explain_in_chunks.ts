import * as tf from "@tensorflow/tfjs";
import { backendNotes, ensureBackend } from "../../backend/mod.ts";
import { type ImageInput, type Images, toImages } from "../../image/mod.ts";
import {
  asModel,
  classCount,
  holdWeights,
  type LayerGraph,
  type Model,
  type ModelInput,
} from "../../model/mod.ts";
import { forward } from "../forward.ts";
import { asTarget, classIndices, targetValue } from "../targets/mod.ts";
import { GRADIENT, type RuleTable } from "../rule_table.ts";
import type { LayerTies, TieRule } from "../ties.ts";
import type { ExplainOptions, RuleOptions } from "./explain_options.ts";
import type { Explained, ExplainedModel } from "./explained.ts";
import { explainedTarget, headNotes } from "./explained_target.ts";
import type { TargetPass } from "./forward_to_target.ts";
import {
  type ChunkResult,
  type Passes,
  resultOf,
  tidied,
  yieldToEventLoop,
} from "./passes.ts";
import { ChunkReader, type ReadBack } from "./read_back.ts";
import { requireFinite } from "./require_finite.ts";

/** A part of the batch, as one pass sees it; the image is disposed after it. */
export interface Chunk extends TargetPass {
  /** `[n, H, W, C]`. */
  readonly image: tf.Tensor4D;
  readonly ties: TieRule;
  readonly rules: RuleTable;
  /** Position in the batch of the chunk's first image. */
  readonly start: number;
}

/** What the passes over all chunks computed, read back. */
export interface Collected<T> {
  /** What was explained. */
  readonly explained: Explained;
  /** What the passes returned, over the whole batch. */
  readonly arrays: ReadBack<T>;
}

/**
 * Runs `pass` over a batch, chunk by chunk, and reads the results back.
 *
 * Everything that an explanation has to check and to look up is done here:
 * model, images, target, memory, progress, abort and numbers that are not
 * finite.
 *
 * @param pass Runs inside `tf.tidy`, or each of its passes does.
 * @param passes How many passes an image takes, the steps of `pass`.
 * @throws {Error} If the model was disposed, also while it is explained.
 */
export async function explainInChunks<T>(
  modelInput: ModelInput,
  imageInput: ImageInput,
  options: ExplainOptions & RuleOptions,
  pass: (chunk: Chunk) => ChunkResult<T> | Passes<T>,
  passes = 1,
): Promise<Collected<T>> {
  const model = asModel(modelInput);
  // Before anything is waited for: the caller's arrays may change behind the call.
  const target = asTarget(options.target);
  const [images] = await Promise.all([
    toImages(imageInput, model, { signal: options.signal }),
    ensureBackend(),
  ]);
  const [count, height, width] = images.shape;
  const size = options.chunkSize ?? chunkSizeFor(model.graph, [height, width]);
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(
      `Cannot cut the work into chunks as chunkSize must be a positive integer: current value is ${size}`,
    );
  }
  const classes = classCount(model.graph);
  const chosen = classIndices(target.classes, count, classes, model.classNames);
  const references = target.reference === undefined
    ? undefined
    : classIndices(target.reference, count, classes, model.classNames);

  const { signal, ties: rule = "first", rules = GRADIENT } = options;
  const action = `explain "${model.name}"`;
  using _ = await holdWeights([model], "read", { action, signal });
  const reader = new ChunkReader<ChunkResult<T>>();
  for (let start = 0; start < count; start += size) {
    const end = Math.min(count, start + size);
    const { graph } = model;
    const image = sliceImages(images, start, end);
    const chunk: Chunk = {
      graph,
      image,
      target,
      classes: {
        chosen: chosen?.slice(start, end),
        reference: references?.slice(start, end),
      },
      ties: rule,
      rules,
      // Of so many maps not even one image's are kept.
      recompute: bytesOf(graph, [height, width]) > BYTES_IN_FLIGHT,
      start,
    };
    const requireGoingOn = () => {
      signal?.throwIfAborted();
      // Somebody may have disposed it since.
      asModel(model);
    };
    try {
      requireGoingOn();
      const passed = tidied(() => pass(chunk));
      await reader.add(
        "next" in passed
          ? await resultOf(passed, async (done) => {
            const before = start * passes + (end - start) * done;
            options.onProgress?.(before, count * passes);
            await yieldToEventLoop();
            requireGoingOn();
          })
          : passed,
      );
    } finally {
      image.dispose();
    }
    options.onProgress?.(end * passes, count * passes);
    await yieldToEventLoop();
  }
  const { logits, value, tensors, ties } = reader.read();
  requireFinite(model, images, target.label, logits, value, tensors);
  return {
    explained: {
      model: summaryOf(model),
      images,
      target: explainedTarget(model, images, target, {
        chosen,
        references,
        logits,
        value,
      }),
      logits,
      backend: tf.getBackend(),
      notes: [
        ...model.notes,
        ...images.notes ?? [],
        ...backendNotes(),
        ...headNotes(model.graph.head, target),
        ...tiesNotes(ties ?? [], rule),
      ],
    },
    arrays: tensors,
  };
}

/** What is explained and its value, by a forward pass only. */
export async function explainOutputs(
  model: ModelInput,
  images: ImageInput,
  options: ExplainOptions,
): Promise<Explained> {
  const { explained } = await explainInChunks(
    model,
    images,
    options,
    ({ graph, image, target, classes }) => {
      const logits = forward(graph, image).output;
      const value = targetValue(target, logits, graph.head, classes);
      return { logits, value, tensors: {} };
    },
  );
  return explained;
}

/** How much memory the maps of what goes through at once may take. */
export const BYTES_IN_FLIGHT = 500e6;
export const BYTES_PER_FLOAT = 4;

/** How many images can go through a network at once in a bounded memory. */
export function chunkSizeFor(
  graph: LayerGraph,
  [height, width]: readonly [height: number, width: number],
): number {
  return Math.max(
    1,
    Math.floor(BYTES_IN_FLIGHT / bytesOf(graph, [height, width])),
  );
}

/** How much memory the feature maps of one image take. */
function bytesOf(
  graph: LayerGraph,
  [height, width]: readonly [height: number, width: number],
): number {
  // A side that is not known counts as the image's.
  const values = graph.nodes.reduce(
    (sum, { shape }) =>
      sum + shape.slice(1).reduce<number>(
        (product, side, axis) =>
          product * (side ?? (axis === 0 ? height : width)),
        1,
      ),
    0,
  );
  return values * BYTES_PER_FLOAT;
}

function summaryOf(model: Model): ExplainedModel {
  const { name, inputShape, classNames, preprocessing, graph } = model;
  return { name, inputShape, classNames, preprocessing, head: graph.head };
}

/** Below this share of its extremes, ties of a layer are not worth a note. */
const MANY_TIES = 0.1;

function tiesNotes(
  layers: ReadBack<readonly LayerTies[]>,
  rule: TieRule,
): readonly string[] {
  const many = layers.flatMap(({ name, tied: { values }, extremes }) => {
    const tied = values.reduce((sum, count) => sum + count, 0);
    const share = tied / (values.length * extremes);
    return share > MANY_TIES
      ? [`${(100 * share).toFixed(0)} % in ${name}`]
      : [];
  });
  if (many.length === 0) return [];
  const goes = rule === "first"
    ? "goes to the first of them, which can draw a lattice; the option ties, set to share, gives each the same"
    : "is shared among them, as the option ties is set to share";
  return [
    `Many maxima or minima are held by several values (${
      many.toReversed().join(", ")
    }): their gradient ${goes}.`,
  ];
}

function sliceImages(
  { values, shape }: Images,
  start: number,
  end: number,
): tf.Tensor4D {
  const [, height, width, channels] = shape;
  const size = height * width * channels;
  return tf.tensor4d(values.subarray(start * size, end * size), [
    end - start,
    height,
    width,
    channels,
  ]);
}
