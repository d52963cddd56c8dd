import * as tf from "@tensorflow/tfjs";
import { ensureBackend } from "../../backend/mod.ts";
import { type ImageInput, type Images, toImages } from "../../image/mod.ts";
import {
  asModel,
  holdWeights,
  type Model,
  type ModelInput,
} from "../../model/mod.ts";
import {
  asTarget,
  type ChosenClasses,
  classIndices,
  type Target,
} from "../targets/mod.ts";
import { chunkSizeFor } from "./chunk_size.ts";
import { Collector } from "./collector.ts";
import type { ExplainOptions } from "./explain_options.ts";
import type { Explained, NumericArray } from "./explained.ts";
import { requireFinite } from "./require_finite.ts";

/** A part of the batch, as one pass sees it. */
export interface Chunk {
  readonly model: Model;
  /** `[n, H, W, C]`; disposed after the pass. */
  readonly image: tf.Tensor4D;
  readonly target: Target;
  readonly classes: ChosenClasses;
  /** Position in the batch of the chunk's first image. */
  readonly start: number;
}

/** What a pass over a chunk returns; every tensor has a row per image. */
export interface ChunkResult {
  /** The network's output. */
  readonly logits: tf.Tensor;
  /** The target's value, `[n]`. */
  readonly value: tf.Tensor;
  /** Whatever the method computes, by name. */
  readonly tensors: Readonly<Record<string, tf.Tensor>>;
}

/** What the passes over all chunks computed, read back. */
export interface Collected extends Explained {
  /** The tensors of the passes, by name, over the whole batch. */
  readonly arrays: Readonly<Record<string, NumericArray>>;
}

/**
 * Runs `pass` over a batch, chunk by chunk, and reads the results back.
 *
 * Everything that an explanation has to check and to look up is done here:
 * model, images, target, memory, progress, abort and numbers that are not
 * finite.
 *
 * @param pass Runs inside `tf.tidy`.
 */
export async function explainInChunks(
  modelInput: ModelInput,
  imageInput: ImageInput,
  options: ExplainOptions,
  pass: (chunk: Chunk) => ChunkResult,
): Promise<Collected> {
  await ensureBackend();
  const model = asModel(modelInput);
  const images = await toImages(imageInput, model);
  const target = asTarget(options.target);
  const [count, height, width] = images.shape;
  const size = options.chunkSize ?? chunkSizeFor(model.graph, [height, width]);
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(
      `Cannot cut the work into chunks as chunkSize must be a positive integer: current value is ${size}`,
    );
  }
  const classes = outputClasses(model);
  const chosen = classIndices(target.classes, count, classes, model.classNames);
  const references = target.reference === undefined
    ? undefined
    : classIndices(target.reference, count, classes, model.classNames);

  const { signal } = options;
  const action = `explain "${model.name}"`;
  using _ = await holdWeights([model], "read", { action, signal });
  const collector = new Collector();
  for (let start = 0; start < count; start += size) {
    signal?.throwIfAborted();
    const end = Math.min(count, start + size);
    const tensors = tf.tidy(() => {
      const { logits, value, tensors } = pass({
        model,
        image: sliceImages(images, start, end),
        target,
        classes: {
          chosen: chosen?.slice(start, end),
          reference: references?.slice(start, end),
        },
        start,
      });
      return { ...tensors, logits, value };
    });
    await collector.add(tensors);
    options.onProgress?.(end, count);
    if (end < count) await otherTasks();
  }
  const { logits, value, ...arrays } = collector.arrays();
  requireFinite(model, images, target.label, {
    logits: logits!,
    value: value!,
    ...arrays,
  });
  const indices = target.custom ? [] : chosen ?? argmax(logits!);
  const nameOf = (index: number) =>
    model.classNames?.[index] ?? `class ${index}`;
  return {
    model,
    images,
    target: {
      label: target.label,
      classes: indices,
      names: indices.map(nameOf),
      descriptions: images.names.map((_, i) =>
        describe(target.label, indices[i], references?.[i], nameOf)
      ),
      references,
      values: [...value!.values],
    },
    logits: logits!,
    backend: tf.getBackend(),
    notes: model.graph.head ? [headNote(model.graph.head)] : [],
    arrays,
  };
}

/** Lets timers and signals come in: reading back need not leave the microtasks. */
function otherTasks(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

function headNote(head: string): string {
  return `The network ends in a ${head}; what is explained is the logit before it.`;
}

function describe(
  label: string,
  chosen: number | undefined,
  reference: number | undefined,
  nameOf: (index: number) => string,
): string {
  if (chosen === undefined) return label;
  if (reference === undefined) return `${label} of ${nameOf(chosen)}`;
  return `${label} ${nameOf(chosen)} − ${nameOf(reference)}`;
}

function outputClasses(model: Model): number {
  return model.graph.nodes[model.graph.output]!.shape.at(-1) ?? 0;
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

function argmax({ values, shape }: NumericArray): readonly number[] {
  const [count, classes] = shape as [number, number];
  return Array.from({ length: count }, (_, i) => {
    const row = values.subarray(i * classes, (i + 1) * classes);
    return row.indexOf(
      row.reduce((best, value) => Math.max(best, value), -Infinity),
    );
  });
}
