import type * as tf from "@tensorflow/tfjs";
import { lastUsersOf, type LayerGraph } from "../model/mod.ts";
import type { Step } from "./steps.ts";

/** The parts that a network is cut into, to be run again one by one. */
export interface Segments {
  /** The steps of each part, in order. */
  readonly parts: readonly (readonly Step[])[];
  /** Ids of the nodes whose outputs a later part, or the caller, reads. */
  readonly crossing: ReadonlySet<number>;
}

/** Into how many parts: the last is never run again, and one other is held. */
const PARTS = 5;

/** How far from an even cut one is looked for that little crosses. */
const SLACK = 0.5 / PARTS;

/**
 * Cuts a network into parts with about as many values to keep in each, where
 * little crosses from one to the next: memory is then that of what crosses, and of
 * one part. Maps are small towards the end, so that the last part, which is not
 * run again, holds much of the work.
 *
 * Source: Chen et al., "Training Deep Nets with Sublinear Memory Cost", 2016.
 *
 * @param steps What runs at once, in order.
 * @param wanted Ids of the nodes whose outputs are read afterwards.
 * @param imageShape For sides that are not known.
 */
export function segmentsOf(
  { output }: LayerGraph,
  steps: readonly Step[],
  wanted: ReadonlySet<number>,
  imageShape: readonly number[],
): Segments {
  const sizes = steps.map(({ node: { shape } }) =>
    shape.slice(1).reduce<number>(
      (size, side, axis) => size * (side ?? imageShape[axis + 1] ?? 1),
      1,
    )
  );
  const lastUser = lastUsersOf(steps);
  const [before, crossing]: [number[], number[]] = [[], []];
  let [sum, alive] = [0, 0];
  const ending = new Map<number, number>();
  steps.forEach(({ node: { id } }, i) => {
    before.push(sum);
    crossing.push(alive);
    if (wanted.has(id)) sum += sizes[i]!;
    const end = lastUser.get(id) ?? i;
    alive += sizes[i]!;
    ending.set(end, (ending.get(end) ?? 0) + sizes[i]!);
    alive -= ending.get(i) ?? 0;
  });
  const cuts = Array.from({ length: PARTS - 1 }, (_, k) => {
    const near = [...steps.keys()].filter((i) =>
      Math.abs(before[i]! / sum - (k + 1) / PARTS) < SLACK
    );
    return near.reduce(
      (best, i) => crossing[i]! < (crossing[best] ?? Infinity) ? i : best,
      -1,
    );
  });
  const bounds = [0, ...new Set(cuts.filter((cut) => cut > 0)), steps.length];
  const parts = bounds.slice(1).map((end, k) => steps.slice(bounds[k], end));
  const partOf = new Map(
    parts.flatMap((part, k) => part.map(({ node }) => [node.id, k])),
  );
  const ids = new Set([output]);
  for (const { node, inputs } of steps) {
    for (const id of inputs) {
      if (partOf.get(id) !== partOf.get(node.id)) ids.add(id);
    }
  }
  return { parts, crossing: ids };
}

/** The outputs of the part that was asked for last, at first of the last part. */
export class Recomputed {
  readonly #segments: Segments;
  readonly #wanted: ReadonlySet<number>;
  readonly #run: (
    step: Step,
    known: (id: number) => tf.Tensor,
  ) => tf.Tensor;
  #alive: ReadonlyMap<number, tf.Tensor>;

  /**
   * @param run The output of a step, of what it reads.
   * @param last The outputs of the last part, as far as they are wanted.
   */
  constructor(
    segments: Segments,
    wanted: ReadonlySet<number>,
    run: (step: Step, known: (id: number) => tf.Tensor) => tf.Tensor,
    last: ReadonlyMap<number, tf.Tensor>,
  ) {
    this.#alive = last;
    this.#segments = segments;
    this.#wanted = wanted;
    this.#run = run;
  }

  /** The output of a node; none if no rule reads it. */
  valueOf(id: number): tf.Tensor | undefined {
    if (!this.#wanted.has(id)) return undefined;
    const known = this.#alive.get(id);
    // A scope that has ended since has taken its tensors along.
    if (known !== undefined && !known.isDisposed) return known;
    for (const tensor of this.#alive.values()) tensor.dispose();
    const part = this.#segments.parts.findIndex((steps) =>
      steps.some(({ node }) => node.id === id)
    );
    this.#alive = this.#again(part);
    return this.#alive.get(id);
  }

  /** Runs a part once more, and keeps what is wanted of it. */
  #again(part: number): ReadonlyMap<number, tf.Tensor> {
    const steps = this.#segments.parts[part]!;
    const lastUser = lastUsersOf(steps);
    const values = new Map<number, tf.Tensor>();
    steps.forEach((step, i) => {
      values.set(step.node.id, this.#run(step, (id) => values.get(id)!));
      for (const id of new Set(step.inputs)) {
        if (lastUser.get(id) !== i || this.#wanted.has(id)) continue;
        values.get(id)?.dispose();
        values.delete(id);
      }
    });
    return values;
  }
}
