import * as tf from "@tensorflow/tfjs";
import { lastUsersOf, type LayerGraph } from "../../model/mod.ts";
import { chainsOf } from "../fusion.ts";
import {
  type Prepared,
  preparedOf,
  runStep,
  type Step,
  stepsOf,
} from "../steps.ts";
import { cropsOf, type Patch, wholeOutputs } from "./patches.ts";
import { groupsOf, type Parts, planParts, shapesOf } from "./plan.ts";
import { neededFor, type Rectangle } from "./region.ts";

/** What is computed of a node for every changed image. */
type Patches = readonly Patch[];

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
  readonly #stepOf: ReadonlyMap<number, Step>;
  readonly #image: tf.Tensor;
  /** The outputs of steps for the image, by node, as far as they were asked for. */
  readonly #known = new Map<number, tf.Tensor>();

  /**
   * Prepares the network for changes of an image.
   *
   * @param graph The network, whose weights stay as they are, and whose shapes are
   * known.
   * @param image `[1, H, W, C]`.
   */
  constructor(graph: LayerGraph, image: tf.Tensor) {
    this.#graph = graph;
    this.#steps = stepsOf(graph, chainsOf(graph, new Set([graph.output])));
    this.#stepOf = new Map(this.#steps.map((step) => [step.node.id, step]));
    this.#image = tf.keep(tf.clone(image));
    this.#prepared = tf.tidy(() => {
      const prepared = preparedOf(graph);
      for (const tensors of prepared.values()) tensors?.forEach(tf.keep);
      return prepared as never;
    });
  }

  /**
   * The network's output for changed images, inside the caller's `tf.tidy`.
   *
   * @param images `[P, H, W, C]`.
   * @param changed The part of each that is changed.
   */
  outputOf(images: tf.Tensor4D, changed: readonly Rectangle[]): tf.Tensor {
    const { input, output } = this.#graph;
    const plans = planParts(
      this.#graph,
      this.#steps,
      shapesOf(this.#graph),
      changed,
    );
    const known = new Map<number, Patches>([[
      input,
      changed.map((_, row) => ({ values: tf.clone(images), row })),
    ]]);
    const lastUser = lastUsersOf(this.#steps);
    this.#steps.forEach((step, i) => {
      const parts = plans.get(step.node.id);
      if (parts === undefined) return;
      known.set(
        step.node.id,
        tf.tidy(() => this.#after(step, known, parts) as never),
      );
      for (const id of step.inputs) {
        if (lastUser.get(id) !== i) continue;
        known.get(id)?.forEach(({ values }) => values.dispose());
        known.delete(id);
      }
    });
    return wholeOutputs(
      changed.map((_, p) => known.get(output)?.[p]),
      () => this.#baseOf(output),
    );
  }

  /** Frees what is known of the image. */
  [Symbol.dispose](): void {
    this.#image.dispose();
    for (const tensor of this.#known.values()) tensor.dispose();
    for (const tensors of this.#prepared.values()) tf.dispose(tensors as never);
  }

  /** The output of a node for the image that is not changed. */
  #baseOf(id: number): tf.Tensor {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const step = this.#stepOf.get(id)!;
    const inputs = id === this.#graph.input
      ? [this.#image]
      : step.inputs.map((from) => this.#baseOf(from));
    const output = tf.tidy(() =>
      tf.clone(runStep(step, inputs, this.#prepared))
    );
    this.#known.set(id, tf.keep(output));
    return output;
  }

  /** What changes of a step's inputs make of its output, image by image. */
  #after(
    step: Step,
    known: ReadonlyMap<number, Patches>,
    parts: Parts,
  ): Patches {
    const patches: Patch[] = [];
    // What is computed alike is computed together.
    for (const group of groupsOf(parts)) {
      const values = this.#run(step, known, group, parts);
      group.forEach((p, row) => {
        const { place } = parts[p] ?? {};
        patches[p] = { values, row, ...place && { place } };
      });
    }
    return patches;
  }

  /** A step for some images, of parts of one size or whole. */
  #run(
    step: Step,
    known: ReadonlyMap<number, Patches>,
    group: readonly number[],
    parts: Parts,
  ): tf.Tensor {
    const { node, chain } = step;
    const { reach } = parts[group[0]!] ?? {};
    const inputs = step.inputs.map((id, i) => {
      const isReached = reach !== undefined && (chain === undefined || i === 0);
      const whole = isAll(known.get(id), group, reach === undefined);
      if (whole !== undefined) return whole;
      const patches = group.map((p) => known.get(id)?.[p]);
      if (reach === undefined) {
        return wholeOutputs(patches, () => this.#baseOf(id));
      }
      const wanted = group.map((p) => {
        const { place, reach } = parts[p]!;
        return isReached ? neededFor(place, reach) : place;
      });
      return cropsOf(
        patches,
        this.#baseOf(id),
        wanted,
        isReached ? reach.fill : 0,
      );
    });
    if (reach === undefined) {
      return tf.clone(runStep(step, inputs, this.#prepared));
    }
    const own = chain === undefined
      ? { node: reach.node as Step["node"], chain }
      : { node, chain: { ...chain, start: reach.node as typeof chain.start } };
    return tf.clone(runStep(own, inputs, this.#prepared));
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
