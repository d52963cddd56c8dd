import type * as tf from "@tensorflow/tfjs";

/** A layer, or a model that is used as one, as far as the walk needs it. */
type Layer = tf.layers.Layer & {
  readonly inputs?: readonly tf.SymbolicTensor[];
};

/** The axis of its input that a layer takes for channels. */
const CHANNELS: Readonly<Record<string, number>> = {
  channelsLast: 3,
  channelsFirst: 1,
};

/**
 * Returns on which axis of a model's input the channels are: 1, 2 or 3 of
 * `[N, …]`. A shape alone does not say it: `[3, 8, 8]` may be an image of three
 * rows.
 *
 * It follows from the first layer on the way from the input that takes an image
 * in a layout, through layers that keep the axes or permute them; 3 where there is
 * none.
 *
 * @param image The model's input.
 */
export function channelAxis(image: tf.SymbolicTensor): number {
  const seen = new Set<tf.SymbolicTensor>();
  /** `axes[i]` is the input's axis that is axis i here. */
  const search = (
    tensor: tf.SymbolicTensor,
    axes: readonly number[],
  ): number | undefined => {
    if (seen.has(tensor)) return undefined;
    seen.add(tensor);
    if (tensor.shape.length !== 4) return undefined;
    for (const { layer, output } of usesOf(tensor)) {
      if (layer.getClassName() === "Reshape") continue;
      const found = layer.inputs
        ? search(layer.inputs[0]!, axes) ?? search(output, axes)
        : axisOf(layer, axes) ?? search(output, permuted(layer, axes));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return search(image, [0, 1, 2, 3]) ?? 3;
}

/** The layers that take a tensor, and what each makes of it. */
function usesOf(tensor: tf.SymbolicTensor): readonly {
  readonly layer: Layer;
  readonly output: tf.SymbolicTensor;
}[] {
  const nodes = tensor.sourceLayer.outboundNodes as unknown as readonly {
    readonly outboundLayer: Layer;
    readonly inputTensors: readonly tf.SymbolicTensor[];
    readonly outputTensors: readonly tf.SymbolicTensor[];
  }[];
  return nodes
    .filter(({ inputTensors }) => inputTensors.includes(tensor))
    .map(({ outboundLayer, outputTensors }) => ({
      layer: outboundLayer,
      output: outputTensors[0]!,
    }));
}

function axisOf(layer: Layer, axes: readonly number[]): number | undefined {
  const channels = CHANNELS[String(layer.getConfig()["dataFormat"])];
  return channels && axes[channels];
}

function permuted(layer: Layer, axes: readonly number[]): readonly number[] {
  if (layer.getClassName() !== "Permute") return axes;
  const dims = layer.getConfig()["dims"] as readonly number[];
  return [0, ...dims].map((axis) => axes[axis]!);
}
