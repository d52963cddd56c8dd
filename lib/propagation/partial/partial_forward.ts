import * as tf from "@tensorflow/tfjs";
import type { GraphNode, LayerGraph, Pair } from "../../model/mod.ts";
import { chainsOf } from "../fusion.ts";
import {
  type Prepared,
  preparedOf,
  runStep,
  type Step,
  stepsOf,
} from "../steps.ts";
import { cropOf, type Patch, wholeOutput } from "./patches.ts";
import { REACH, type Reach } from "./reach.ts";
import {
  bothOf,
  neededFor,
  reachedFrom,
  type Rectangle,
  roundedUp,
  sizeOf,
} from "./region.ts";

/** From this part of its maps on, a node is computed whole. */
const WHOLE = 0.75;

/** Convolutions compute so many rows and columns at once; more images go together. */
const TILE = 4;

/** What is computed of a node for every changed image. */
type Patches = readonly Patch[];

/** How a step is computed for one image: of which part, or whole. */
interface Plan {
  readonly reach: Reach;
  readonly place: Rectangle;
  readonly changed: Rectangle;
}

/**
 * A network whose output for one image is known, with all on the way to it, so
 * that for the image with a rectangle changed only what the rectangle reaches is
 * computed: patches of the maps with what is around them, up to where a node
 * needs whole maps or little is left of them. The outputs are those of the whole
 * images but for rounding: of parts of maps, kernels add up in another order.
 */
export class PartialForward implements Disposable {
  readonly #graph: LayerGraph;
  readonly #steps: readonly Step[];
  readonly #prepared: Prepared;
  /** The outputs of all steps for the image, by node. */
  readonly #base = new Map<number, tf.Tensor>();

  /**
   * Runs the network on the image.
   *
   * @param graph The network, whose weights stay as they are.
   * @param image `[1, H, W, C]`.
   */
  constructor(graph: LayerGraph, image: tf.Tensor) {
    this.#graph = graph;
    this.#steps = stepsOf(graph, chainsOf(graph, new Set([graph.output])));
    this.#prepared = tf.tidy(() => {
      const prepared = preparedOf(graph);
      for (const tensors of prepared.values()) tensors?.forEach(tf.keep);
      return prepared as never;
    });
    for (const step of this.#steps) {
      const inputs = step.node.id === graph.input
        ? [image]
        : step.inputs.map((id) => this.#base.get(id)!);
      const output = tf.tidy(() =>
        tf.clone(runStep(step, inputs, this.#prepared))
      );
      this.#base.set(step.node.id, tf.keep(output));
    }
  }

  /**
   * The network's output for changed images, inside the caller's `tf.tidy`.
   *
   * @param images `[P, H, W, C]`.
   * @param changed The part of each that is changed.
   */
  outputOf(images: tf.Tensor4D, changed: readonly Rectangle[]): tf.Tensor {
    const { input, output } = this.#graph;
    const whole: Rectangle = [[0, images.shape[1]], [0, images.shape[2]]];
    const known = new Map<number, Patches>([[
      input,
      changed.map((part, row) => ({
        values: tf.clone(images),
        row,
        place: whole,
        changed: part,
      })),
    ]]);
    const lastUser = new Map<number, number>();
    this.#steps.forEach(({ inputs }, i) =>
      inputs.forEach((id) => lastUser.set(id, i))
    );
    this.#steps.forEach((step, i) => {
      if (!step.inputs.some((id) => known.has(id))) return;
      known.set(
        step.node.id,
        tf.tidy(() => this.#after(step, known, changed.length) as never),
      );
      for (const id of step.inputs) {
        if (lastUser.get(id) !== i) continue;
        known.get(id)?.forEach(({ values }) => values.dispose());
        known.delete(id);
      }
    });
    const base = this.#base.get(output)!;
    return tf.concat(
      changed.map((_, p) => wholeOutput(known.get(output)?.[p], base)),
      0,
    );
  }

  /** Frees what is known of the image. */
  [Symbol.dispose](): void {
    for (const tensor of this.#base.values()) tensor.dispose();
    for (const tensors of this.#prepared.values()) tf.dispose(tensors as never);
  }

  /** What changes of a step's inputs make of its output, image by image. */
  #after(
    step: Step,
    known: ReadonlyMap<number, Patches>,
    count: number,
  ): Patches {
    const groups = new Map<string, number[]>();
    const plans = Array.from({ length: count }, (_, p) => {
      const plan = this.#planOf(step, known, p);
      const key = plan === undefined ? "whole" : String(sizeOf(plan.place));
      groups.set(key, [...groups.get(key) ?? [], p]);
      return plan;
    });
    const patches: Patch[] = [];
    // What is computed alike is computed together.
    for (const group of groups.values()) {
      const values = this.#run(step, known, group, plans);
      group.forEach((p, row) => {
        const { place, changed } = plans[p] ?? {};
        patches[p] = {
          values,
          row,
          ...place && changed && { place, changed },
        };
      });
    }
    return patches;
  }

  /** A step for some images, of parts of one size or whole. */
  #run(
    step: Step,
    known: ReadonlyMap<number, Patches>,
    group: readonly number[],
    plans: readonly (Plan | undefined)[],
  ): tf.Tensor {
    const { node, chain } = step;
    const { reach } = plans[group[0]!] ?? {};
    const inputs = step.inputs.map((id, i) => {
      const isReached = reach !== undefined && (chain === undefined || i === 0);
      const whole = isAll(known.get(id), group, reach === undefined);
      if (whole !== undefined) return whole;
      const base = this.#base.get(id)!;
      const parts = group.map((p) => {
        const [plan, patch] = [plans[p], known.get(id)?.[p]];
        return plan === undefined ? wholeOutput(patch, base) : cropOf(
          patch,
          base,
          isReached ? neededFor(plan.place, plan.reach) : plan.place,
          plan.reach.fill,
        );
      });
      return tf.concat(parts, 0);
    });
    if (reach === undefined) {
      return tf.clone(runStep(step, inputs, this.#prepared));
    }
    const own = chain === undefined
      ? { node: reach.node as Step["node"], chain }
      : { node, chain: { ...chain, start: reach.node as typeof chain.start } };
    return tf.clone(runStep(own, inputs, this.#prepared));
  }

  /** The part of a step's output that changes; none if it needs whole maps. */
  #planOf(
    { node, chain, inputs }: Step,
    known: ReadonlyMap<number, Patches>,
    p: number,
  ): Plan | undefined {
    const { shape } = this.#base.get(node.id)!;
    if (shape.length !== 4) return undefined;
    const sides: Pair = [shape[1]!, shape[2]!];
    const first = (chain?.start ?? node) as GraphNode;
    const shapes = first.inputs.map((id) => this.#base.get(id)!.shape);
    const reachOf = REACH[first.kind] as (
      node: GraphNode,
      inputShapes: readonly (readonly number[])[],
    ) => Reach | undefined;
    const reach = reachOf(first, shapes);
    if (reach === undefined) return undefined;
    let changed: Rectangle | undefined;
    for (const [i, id] of inputs.entries()) {
      const patch = known.get(id)?.[p];
      if (patch === undefined) continue;
      if (patch.changed === undefined) return undefined;
      const reached = chain === undefined || i === 0
        ? reachedFrom(patch.changed, reach, sides)
        : patch.changed;
      changed = changed === undefined ? reached : bothOf(changed, reached);
    }
    const unit = first.kind === "conv2d" ? TILE : 1;
    const place = roundedUp(changed!, unit, sides);
    const [height, width] = sizeOf(place);
    return height * width > WHOLE * sides[0] * sides[1]
      ? undefined
      : { reach, place, changed: changed! };
  }
}

/** The values of a group where they are whole and lie together already. */
function isAll(
  patches: Patches | undefined,
  group: readonly number[],
  whole: boolean,
): tf.Tensor | undefined {
  const values = patches?.[group[0] ?? 0]?.values;
  return whole && values?.shape[0] === group.length &&
      group.every((p, row) =>
        patches![p]!.values === values && patches![p]!.row === row &&
        patches![p]!.place === undefined
      )
    ? values
    : undefined;
}
