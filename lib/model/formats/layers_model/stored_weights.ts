import type * as tf from "@tensorflow/tfjs";
import { MalformedModelError } from "../../malformed_model_error.ts";
import type { Topology } from "./topology.ts";

/** A weight as a file holds it. */
export interface StoredWeight {
  /** Name in the file, such as `block1/conv1/kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Its values, as a tensor of the caller's. */
  readonly read: () => tf.Tensor;
}

/**
 * The weights of a file, found by the layer that they belong to.
 *
 * Keras 3 names a weight by the path through the models to it,
 * `model/branch/conv/kernel`; Keras 2 and tfjs-layers by the layer alone,
 * `conv/kernel`, so that layers of one name in two models have weights of one
 * name, which then stand in the file in the order of the layers.
 */
export class StoredWeights {
  readonly #byEnding = new Map<string, StoredWeight[]>();
  /** Without the part before the last: a cell's, or what a wrapper holds. */
  readonly #shortened = new Map<string, StoredWeight[]>();
  /** Layers by the endings of their paths, in the order of the topology. */
  readonly #layers = new Map<string, string[]>();
  readonly #names: readonly string[];
  readonly #found = new Set<string>();

  /**
   * The weights.
   *
   * @throws {MalformedModelError} If a weight is of no layer.
   */
  constructor(weights: readonly StoredWeight[], topology: Topology) {
    this.#names = weights.map(({ name }) => name);
    const names = new Set<string>();
    collectPaths(topology, [topology.name], (path) => {
      names.add(path.at(-1)!);
      endings(path).forEach((ending) =>
        group(this.#layers, ending, path.join("/"))
      );
    });
    for (const weight of weights) {
      const parts = weight.name.split("/");
      if (!isOfLayer(parts, names)) {
        throw new MalformedModelError(
          `every weight must be of a layer: current weight is ${
            JSON.stringify(weight.name)
          }`,
        );
      }
      endings(parts).forEach((ending) => group(this.#byEnding, ending, weight));
      endings(parts.toSpliced(-2, 1)).forEach((ending) =>
        group(this.#shortened, ending, weight)
      );
    }
  }

  /**
   * The weight `name` of a layer, if the file has it.
   *
   * @param path Names of the models around the layer, and its own.
   * @param name Its name in the layer, such as `kernel`.
   * @throws {MalformedModelError} If it can be of several layers.
   */
  find(path: readonly string[], name: string): StoredWeight | undefined {
    const found = this.#findIn(this.#byEnding, path, name) ??
      this.#findIn(this.#shortened, path, name);
    if (found) this.#found.add(found.name);
    return found;
  }

  /**
   * Checks that of a layer whose weights were found none is left over: its
   * configuration would be that of another layer than the file's, as one that
   * denies the bias it has.
   *
   * @throws {MalformedModelError} If one is.
   */
  checkAllFound(): void {
    const layers = new Set([...this.#found].map(layerOf));
    const left = this.#names.find((name) =>
      !this.#found.has(name) && layers.has(layerOf(name)) &&
      !UNUSED.has(name.slice(layerOf(name).length))
    );
    if (left === undefined) return;
    throw new MalformedModelError(
      `every weight of a layer must be used by it: its configuration has no use for ${
        JSON.stringify(left)
      }`,
    );
  }

  /** Lets go of the bytes of the file, of which variables have been made. */
  forget(): void {
    this.#byEnding.clear();
    this.#shortened.clear();
  }

  #findIn(
    weights: ReadonlyMap<string, readonly StoredWeight[]>,
    path: readonly string[],
    name: string,
  ): StoredWeight | undefined {
    for (const [i, scope] of endings(path).entries()) {
      const key = `${scope}/${name}`;
      const found = weights.get(key);
      if (found === undefined) continue;
      const exact = found.filter((weight) => weight.name === key);
      const layers = this.#layers.get(scope)!;
      if (exact.length === 1 && (i <= 1 || layers.length === 1)) {
        return exact[0];
      }
      if (exact.length === layers.length) {
        return exact[layers.indexOf(path.join("/"))];
      }
      if (found.length === 1 && layers.length === 1) return found[0];
      throw new MalformedModelError(
        `every weight must be of one layer: ${JSON.stringify(key)} can be of ${
          layers.join(", ")
        }`,
      );
    }
    return undefined;
  }
}

/** What no prediction uses: what `Normalization` has seen, and renormalization. */
const UNUSED: ReadonlySet<string> = new Set([
  "/count",
  "/moving_stddev",
  "/renorm_mean",
  "/renorm_stddev",
]);

function layerOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf("/")));
}

/** Calls `visit` with the path to every layer, models' before their layers'. */
function collectPaths(
  { layers }: Topology,
  scope: readonly string[],
  visit: (path: readonly string[]) => void,
): void {
  for (const { name, model } of layers.values()) {
    const path = [...scope, name];
    visit(path);
    if (model) collectPaths(model, path, visit);
  }
}

/** `a/b/c`, `b/c` and `c`, the longest first. */
function endings(path: readonly string[]): readonly string[] {
  return path.map((_, i) => path.slice(i).join("/"));
}

function group<T>(groups: Map<string, T[]>, key: string, value: T): void {
  const before = groups.get(key);
  if (before) before.push(value);
  else groups.set(key, [value]);
}

/** Whether a part of a weight's name, which may have slashes, is a layer's. */
function isOfLayer(
  parts: readonly string[],
  layers: ReadonlySet<string>,
): boolean {
  return parts.slice(0, -1).some((_, from) =>
    parts.slice(from, -1).some((_, length) =>
      layers.has(parts.slice(from, from + length + 1).join("/"))
    )
  );
}
