import type * as tf from "@tensorflow/tfjs";

/** How a layer fills a weight before training, as its configuration says. */
export interface InitializerConfig {
  /** Class of the initializer, such as `GlorotUniform`. */
  readonly className: string;
  /** Its arguments. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** A weight that can be changed: the graph sees the change in the next pass. */
export interface ModelWeight {
  /** Its own name in the layer, such as `kernel`. */
  readonly name: string;
  /** The variable behind it; it belongs to the model. */
  readonly variable: tf.Variable;
  /** Whether training changes it. */
  readonly trainable: boolean;
  /** How it is filled before training; `undefined` where nothing says it. */
  readonly initializer: InitializerConfig | undefined;
  /**
   * What a running statistic of batch normalization is before training;
   * `undefined` for every other weight.
   */
  readonly statistic: 0 | 1 | undefined;
}

/** A layer that has weights, with its place in the network. */
export interface WeightLayer {
  /** Name of the layer, with the nested models' before it. */
  readonly name: string;
  /** Its class, such as `Conv2D`. */
  readonly layerClass: string;
  /** Position in the graph of its last call: greater is nearer to the logits. */
  readonly position: number;
  /** Its weights, each once. */
  readonly weights: readonly ModelWeight[];
}
