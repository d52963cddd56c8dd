import * as tf from "@tensorflow/tfjs";
import type { WeightLayer } from "../weight_layer.ts";
import type { AnyNode, LiveWeight, WeightName } from "./graph_node.ts";

/** The values of a weight before it lies on the backend. */
export interface WeightValues {
  /** Row by row. */
  readonly data: Float32Array;
  /** Its axes. */
  readonly shape: readonly number[];
}

interface Entry {
  values: WeightValues | undefined;
  variable: tf.Variable | undefined;
}

/**
 * The weights of a graph that a format's reader makes: plain values while the
 * graph is put together and simplified, and variables afterwards, each once.
 */
export class GraphWeights {
  readonly #entries = new Map<LiveWeight, Entry>();

  /** A weight with these values, to be read in every pass. */
  add(values: WeightValues): LiveWeight {
    const entry: Entry = { values, variable: undefined };
    const live = () => entry.variable!;
    this.#entries.set(live, entry);
    return live;
  }

  /** The values of a weight, until the variables are made. */
  valuesOf(weight: LiveWeight): WeightValues {
    return this.#entries.get(weight)!.values!;
  }

  /**
   * Makes the variables of the weights that `nodes` use; the others' values are
   * forgotten.
   *
   * @returns The layers with weights, in the order of the nodes, and what frees
   * them. A weight that several nodes share belongs to the first; what hides
   * scores of attention is not learned, and belongs to none.
   */
  create(
    nodes: readonly AnyNode[],
  ): { readonly layers: readonly WeightLayer[]; readonly dispose: () => void } {
    const layers: Layer[] = [];
    const owners = new Map<LiveWeight, Layer>();
    const masks = new Set<LiveWeight>();
    for (const { id, name, layerClass, weights } of nodes) {
      const own: Layer["weights"] = [];
      for (const [key, weight] of Object.entries(weights)) {
        // Constants that are no weights are of no store.
        if (weight === undefined || !this.#entries.has(weight)) continue;
        if (isMask(this.valuesOf(weight))) {
          masks.add(weight);
          continue;
        }
        const owner = owners.get(weight);
        if (owner === undefined) own.push([key as WeightName, weight]);
        else owner.position = id;
      }
      if (own.length === 0) continue;
      const layer = { name, layerClass, position: id, weights: own };
      layers.push(layer);
      own.forEach(([, weight]) => owners.set(weight, layer));
    }
    const made: tf.Variable[] = [];
    const dispose = () => tf.dispose(made);
    try {
      for (const weight of [...owners.keys(), ...masks]) {
        made.push(makeVariable(this.#entries.get(weight)!));
      }
    } catch (error) {
      dispose();
      throw error;
    }
    this.#entries.forEach((entry) => entry.values = undefined);
    return { layers: layers.map((layer) => this.#layerOf(layer)), dispose };
  }

  #layerOf({ name, layerClass, position, weights }: Layer): WeightLayer {
    return {
      name,
      layerClass,
      position,
      weights: weights.map(([name, weight]) => ({
        name,
        variable: this.#entries.get(weight)!.variable!,
        trainable: name !== "mean" && name !== "variance",
        initializer: undefined,
        statistic: name === "mean" ? 0 : name === "variance" ? 1 : undefined,
      })),
    };
  }
}

/** Whether values are 0, or one number far below it where nothing is seen. */
function isMask({ data }: WeightValues): boolean {
  const low = data.find((value) => value !== 0);
  return low !== undefined && low <= HIDDEN && data.includes(0) &&
    data.every((value) => value === 0 || value === low);
}

/** What is as little as this hides all but itself from a softmax. */
const HIDDEN = -10;

interface Layer {
  readonly name: string;
  readonly layerClass: string;
  position: number;
  readonly weights: (readonly [WeightName, LiveWeight])[];
}

function makeVariable(entry: Entry): tf.Variable {
  const { data, shape } = entry.values!;
  const variable = tf.tidy(() => tf.variable(tf.tensor(data, [...shape])));
  entry.values = undefined;
  entry.variable = variable;
  return variable;
}
