import * as tf from "@tensorflow/tfjs";

type Config = ConstructorParameters<typeof tf.layers.Layer>[0] & {
  readonly filters: number;
  readonly kernelSize: number | readonly [number, number];
  readonly strides?: number | readonly [number, number];
  readonly dilationRate?: number | readonly [number, number];
  readonly padding?: "valid" | "same";
  readonly groups: number;
  readonly useBias?: boolean;
  readonly activation?: string;
};

/**
 * Keras' `Conv2D` with `groups` over 1, which tfjs-layers ignores: as its own
 * class, so that such files load and run.
 */
export class GroupedConv2D extends tf.layers.Layer {
  /** Name in a model's topology. */
  static readonly className = "GroupedConv2D";
  readonly #config: Config;
  readonly #activation: tf.layers.Layer;

  /**
   * The layer.
   *
   * @param config As of Keras' `Conv2D`.
   */
  constructor(config: Config) {
    super(config);
    this.#config = config;
    this.#activation = tf.layers.activation({
      activation: (config.activation ?? "linear") as "linear",
    });
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { filters, kernelSize, groups, useBias = true } = this.#config;
    const channels = (inputShape as tf.Shape).at(-1)!;
    if (channels % groups !== 0 || filters % groups !== 0) {
      throw new RangeError(
        `Cannot build ${this.name} as groups must divide ${channels} input and ${filters} output channels: current value is ${groups}`,
      );
    }
    const initializer = tf.initializers.zeros();
    const shape = [...pairOf(kernelSize), channels / groups, filters];
    this.addWeight("kernel", shape, "float32", initializer);
    if (useBias) this.addWeight("bias", [filters], "float32", initializer);
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const { filters, kernelSize, strides = 1, dilationRate = 1, padding } =
      this.#config;
    const side = (length: number | null, axis: 0 | 1) => {
      if (length === null) return null;
      const reach =
        (pairOf(kernelSize)[axis] - 1) * pairOf(dilationRate)[axis] + 1;
      const start = padding === "same" ? length : length - reach + 1;
      return Math.ceil(start / pairOf(strides)[axis]);
    };
    return [
      inputShape[0]!,
      side(inputShape[1]!, 0),
      side(inputShape[2]!, 1),
      filters,
    ];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { groups, strides = 1, dilationRate = 1, padding = "valid" } =
      this.#config;
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const [kernel, bias] = this.getWeights();
      const kernels: tf.Tensor4D[] = tf.split(kernel as tf.Tensor4D, groups, 3);
      const parts: tf.Tensor4D[] = tf.split(x, groups, 3);
      const maps = parts.map((part, i) =>
        tf.conv2d(
          part,
          kernels[i]!,
          [...pairOf(strides)],
          padding,
          "NHWC",
          [
            ...pairOf(dilationRate),
          ],
        )
      );
      const joined = tf.concat(maps, 3);
      return this.#activation.apply(
        bias ? tf.add(joined, bias) : joined,
      ) as tf.Tensor;
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      ...this.#config,
    } as never;
  }
}

function pairOf(
  value: number | readonly [number, number],
): readonly [number, number] {
  return typeof value === "number" ? [value, value] : value;
}
