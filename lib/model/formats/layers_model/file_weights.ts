import * as tf from "@tensorflow/tfjs";
import { isRecord } from "../../../options/mod.ts";
import { MalformedModelError } from "../../malformed_model_error.ts";
import type { LiveWeight } from "../../graph/graph_node.ts";
import type { InitializerConfig, ModelWeight } from "../../weight_layer.ts";
import type { LayerWeights } from "./layer_view.ts";
import type { StoredWeights } from "./stored_weights.ts";
import type { TopologyLayer } from "./topology.ts";

/**
 * The weights of a layer of a file. A variable is made of each when it is first
 * read, once its shape is known to be that of the file: nothing that a file says
 * makes room for more than it holds.
 */
export class FileWeights implements LayerWeights {
  readonly #stored: StoredWeights;
  readonly #path: readonly string[];
  readonly #layer: TopologyLayer;
  readonly #weights = new Map<string, ModelWeight>();

  /**
   * The weights.
   *
   * @param stored All weights of the file.
   * @param path Names of the models around the layer, and its own.
   * @param layer The layer.
   */
  constructor(
    stored: StoredWeights,
    path: readonly string[],
    layer: TopologyLayer,
  ) {
    this.#stored = stored;
    this.#path = path;
    this.#layer = layer;
  }

  /** What has been read, in that order. */
  get weights(): readonly ModelWeight[] {
    return [...this.#weights.values()];
  }

  has(name: string): boolean {
    return this.#stored.find(this.#path, name) !== undefined;
  }

  read(name: string, shape: readonly number[]): LiveWeight {
    const { variable } = this.#weights.get(name) ?? this.#add(name);
    const fits = variable.shape.length === shape.length &&
      variable.shape.every((size, i) => size === shape[i]);
    if (!fits) throw this.#misshapen(name, shape, variable.shape);
    return () => variable;
  }

  #add(name: string): ModelWeight {
    const stored = this.#stored.find(this.#path, name);
    if (stored === undefined) {
      throw new MalformedModelError(
        `the layer ${this.#described()} must have a weight "${name}": the file has none`,
      );
    }
    const { className, config } = this.#layer;
    const isStatistic = name.startsWith("moving_");
    const trainable = config["trainable"] !== false && !isStatistic &&
      className !== "Normalization";
    const tensor = stored.read();
    try {
      if (tensor.dtype !== "float32") {
        throw new MalformedModelError(
          `the weight ${
            JSON.stringify(stored.name)
          } must be of type float32: current type is ${tensor.dtype}`,
        );
      }
      const weight: ModelWeight = {
        name,
        variable: tf.variable(tensor, trainable),
        trainable,
        initializer: initializerOf(config, name),
        statistic: name === "moving_mean"
          ? 0
          : name === "moving_variance"
          ? 1
          : undefined,
      };
      this.#weights.set(name, weight);
      return weight;
    } finally {
      tensor.dispose();
    }
  }

  #misshapen(
    name: string,
    shape: readonly number[],
    actual: readonly number[],
  ): MalformedModelError {
    return new MalformedModelError(
      `the weight "${name}" of the layer ${this.#described()} must be of shape [${
        shape.join(", ")
      }]: current shape is [${actual.join(", ")}]`,
    );
  }

  #described(): string {
    return `${
      JSON.stringify(this.#path.slice(1).join("/"))
    } (${this.#layer.className})`;
  }
}

/** What fills a weight before training; `depthwise_kernel` is called otherwise. */
function initializerOf(
  config: Readonly<Record<string, unknown>>,
  name: string,
): InitializerConfig | undefined {
  const own = name.slice(name.lastIndexOf("/") + 1);
  const value = [own, own.replace(/_kernel$/, ""), "depthwise"]
    .map((stem) => config[`${stem}_initializer`])
    .find((value) => value !== undefined && value !== null);
  if (typeof value === "string") {
    return { className: className(value), config: {} };
  }
  if (!isRecord(value) || typeof value["class_name"] !== "string") {
    return undefined;
  }
  const settings = isRecord(value["config"]) ? value["config"] : {};
  return {
    className: className(value["class_name"]),
    config: Object.fromEntries(
      Object.entries(settings).map((
        [key, entry],
      ) => [camel(key), typeof entry === "string" ? camel(entry) : entry]),
    ),
  };
}

/** `glorot_uniform` is `GlorotUniform`; LeCun has a capital letter in tfjs. */
function className(name: string): string {
  const words = camel(name);
  return (words.charAt(0).toUpperCase() + words.slice(1))
    .replace(/^Lecun/, "LeCun");
}

function camel(text: string): string {
  return text.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
