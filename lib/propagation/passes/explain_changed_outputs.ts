import * as tf from "@tensorflow/tfjs";
import type { Images } from "../../image/mod.ts";
import { asModel, type ModelInput } from "../../model/mod.ts";
import { forward } from "../forward.ts";
import { isBetterInPart } from "../partial/cost.ts";
import { PartialForward } from "../partial/partial_forward.ts";
import type { Rectangle } from "../partial/region.ts";
import { targetValue } from "../targets/mod.ts";
import { chunkSizeFor, explainInChunks } from "./explain_in_chunks.ts";
import type { ExplainOptions } from "./explain_options.ts";
import type { Explained } from "./explained.ts";

/** Neighbors that run together. */
interface Run {
  readonly from: number;
  readonly to: number;
  /** The image that they are changes of, if they are computed in part. */
  readonly base: Float32Array | undefined;
}

/**
 * What is explained and its value of changed copies of images, by forward passes
 * that compute only what a change reaches, where by the network's shapes that is
 * less work, for all copies of an image that follow each other: the outputs of
 * whole passes but for rounding.
 *
 * @param images The copies.
 * @param bases For each of them the values of the image that it is a copy of, the
 * same array for copies of the same.
 */
export async function explainChangedOutputs(
  model: ModelInput,
  images: Images,
  bases: readonly Float32Array[],
  options: ExplainOptions,
): Promise<Explained> {
  const [, height, width, channels] = images.shape;
  const { graph } = asModel(model);
  const rectangles = bases.map((base, i) => changedRectangle(images, i, base));
  const inPart = runsOf(bases).flatMap(({ from, to, base }) => {
    const better = isBetterInPart(graph, rectangles.slice(from, to));
    return Array<typeof base>(to - from).fill(better ? base : undefined);
  });
  // Of a forward pass alone little stays in memory, and of parts less.
  const chunkSize = options.chunkSize ??
    (inPart.includes(undefined) ? 2 : 4) * chunkSizeFor(graph, [height, width]);
  let known: { base: Float32Array; partial: PartialForward } | undefined;
  try {
    const { explained } = await explainInChunks(
      model,
      images,
      { ...options, chunkSize },
      ({ graph, image, target, classes, start }) => {
        const runs = runsOf(inPart.slice(start, start + image.shape[0]));
        const parts = runs.map(({ from, to, base }) => {
          const own = tf.slice4d(image, [from, 0, 0, 0], [
            to - from,
            -1,
            -1,
            -1,
          ]);
          if (base === undefined) return forward(graph, own).output;
          if (known?.base !== base) {
            known?.partial[Symbol.dispose]();
            const shape = [1, height, width, channels];
            const partial = new PartialForward(graph, tf.tensor(base, shape));
            known = { base, partial };
          }
          const changed = rectangles.slice(start + from, start + to);
          return known.partial.outputOf(own, changed);
        });
        const logits = tf.concat(parts, 0);
        const value = targetValue(target, logits, graph.head, classes);
        return { logits, value, tensors: {} };
      },
    );
    return explained;
  } finally {
    known?.partial[Symbol.dispose]();
  }
}

/** The runs of equal bases. */
function runsOf(bases: readonly (Float32Array | undefined)[]): readonly Run[] {
  const runs: Run[] = [];
  for (let from = 0, to = 1; to <= bases.length; to++) {
    if (to < bases.length && bases[to] === bases[from]) continue;
    runs.push({ from, to, base: bases[from] });
    from = to;
  }
  return runs;
}

/** Where an image differs from `base`; one pixel where it does not. */
function changedRectangle(
  { values, shape: [, height, width, channels] }: Images,
  image: number,
  base: Float32Array,
): Rectangle {
  const start = image * base.length;
  let [top, bottom, left, right] = [height, 0, width, 0];
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      for (let channel = 0; channel < channels; channel++, at++) {
        if (values[start + at] === base[at]) continue;
        top = Math.min(top, row);
        bottom = row + 1;
        left = Math.min(left, column);
        right = Math.max(right, column + 1);
      }
    }
  }
  return bottom === 0 ? [[0, 1], [0, 1]] : [[top, bottom], [left, right]];
}
