import * as tf from "@tensorflow/tfjs";
import { randomLayers } from "./random_layers.ts";

/** Blocks of one width, of which the first has the stride. */
export interface InvertedStage {
  /** How many times as many channels a block has inside. */
  readonly expansion: number;
  readonly filters: number;
  readonly blocks: number;
  readonly strides: number;
  readonly kernelSize: number;
}

/** What networks of inverted residual blocks differ in. */
export interface InvertedResidualsOptions {
  readonly name: string;
  /** Filters of the convolution before the blocks. */
  readonly stem: number;
  readonly stages: readonly InvertedStage[];
  readonly activation: "relu6" | "swish";
  /** Whether blocks weigh their channels by what the whole map shows. */
  readonly squeezes: boolean;
  /** Units of the dense layers at the end, between which are ReLUs. */
  readonly head: readonly number[];
  /** Of the random weights. */
  readonly seed: number;
}

/** Channels before the dense layers. */
const FEATURES = 1280;

/** γ at the end of a branch, so that sums keep their scale. */
const BRANCH_SCALE = 0.5;

/**
 * A network of inverted residual blocks as torchvision has them, for images
 * `[224, 224, 3]`, with random weights.
 *
 * Source: Sandler et al., "MobileNetV2", CVPR 2018; with weighed channels Tan &
 * Le, "EfficientNet", ICML 2019.
 */
export function invertedResiduals(
  { name, stem, stages, activation, squeezes, head, seed }:
    InvertedResidualsOptions,
): tf.LayersModel {
  const { conv, depthwise, norm, dense } = randomLayers(seed);
  const activate = (x: tf.SymbolicTensor, path: string) =>
    apply(
      activation === "relu6"
        ? tf.layers.reLU({ maxValue: 6, name: path })
        : tf.layers.activation({ activation, name: path }),
      x,
    );
  const pointwise = (
    x: tf.SymbolicTensor,
    filters: number,
    path: string,
    scale?: number,
  ) => {
    const options = { filters, kernelSize: 1, useBias: false };
    return apply(
      norm(`${path}.1`, scale),
      apply(conv(`${path}.0`, options), x),
    );
  };
  const squeeze = (x: tf.SymbolicTensor, filters: number, path: string) => {
    const channels = x.shape.at(-1)!;
    const mean = apply(
      tf.layers.globalAveragePooling2d({ name: `${path}.avgpool` }),
      x,
    );
    const map = apply(
      tf.layers.reshape({
        targetShape: [1, 1, channels],
        name: `${path}.reshape`,
      }),
      mean,
    );
    const few = apply(
      conv(`${path}.fc1`, { filters, kernelSize: 1 }),
      map,
    );
    const all = apply(
      conv(`${path}.fc2`, { filters: channels, kernelSize: 1 }),
      activate(few, `${path}.activation`),
    );
    const weights = apply(
      tf.layers.activation({ activation: "sigmoid", name: `${path}.scale` }),
      all,
    );
    return tf.layers.multiply({ name: `${path}.multiply` })
      .apply([x, weights]) as tf.SymbolicTensor;
  };
  const block = (
    x: tf.SymbolicTensor,
    { expansion, filters, strides, kernelSize }: InvertedStage,
    path: string,
  ) => {
    const before = x.shape.at(-1)!;
    const wide = expansion === 1
      ? x
      : activate(pointwise(x, before * expansion, `${path}.0`), `${path}.0.2`);
    const sliding = depthwise(`${path}.1.0`, { kernelSize, strides });
    const slid = apply(
      sliding,
      strides > 1 ? pad(wide, (kernelSize - 1) / 2, `${path}.pad`) : wide,
    );
    const inside = activate(
      apply(norm(`${path}.1.1`), slid),
      `${path}.1.2`,
    );
    const weighed = squeezes
      ? squeeze(inside, Math.floor(before / 4), `${path}.2`)
      : inside;
    const isResidual = strides === 1 && before === filters;
    const end = pointwise(
      weighed,
      filters,
      `${path}.3`,
      // A weight of a channel is about one half.
      (isResidual ? BRANCH_SCALE : 1) * (squeezes ? 2 : 1),
    );
    return isResidual
      ? tf.layers.add({ name: `${path}.add` })
        .apply([end, x]) as tf.SymbolicTensor
      : end;
  };

  const image = tf.input({ shape: [224, 224, 3], name: "image" });
  const first = apply(
    conv("features.0.0", {
      filters: stem,
      kernelSize: 3,
      strides: 2,
      padding: "valid",
      useBias: false,
    }),
    pad(image, 1, "features.0.pad"),
  );
  let x = activate(apply(norm("features.0.1"), first), "features.0.2");
  let count = 1;
  for (const stage of stages) {
    for (let i = 0; i < stage.blocks; i++) {
      const strides = i === 0 ? stage.strides : 1;
      x = block(x, { ...stage, strides }, `features.${count++}`);
    }
  }
  const last = `features.${count}`;
  x = activate(pointwise(x, FEATURES, last), `${last}.2`);
  x = apply(tf.layers.globalAveragePooling2d({ name: "avgpool" }), x);
  head.forEach((units, i) => {
    x = apply(dense(`classifier.${2 * i + 1}`, units), x);
    if (i + 1 < head.length) {
      x = apply(tf.layers.reLU({ name: `classifier.${2 * i + 2}` }), x);
    }
  });
  return tf.model({ inputs: image, outputs: x, name });
}

/** Zeros around a map, as many on every side. */
function pad(
  x: tf.SymbolicTensor,
  margin: number,
  name: string,
): tf.SymbolicTensor {
  return apply(tf.layers.zeroPadding2d({ padding: margin, name }), x);
}

function apply(
  layer: tf.layers.Layer,
  x: tf.SymbolicTensor,
): tf.SymbolicTensor {
  return layer.apply(x) as tf.SymbolicTensor;
}
