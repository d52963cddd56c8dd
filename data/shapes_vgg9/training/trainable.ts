import * as tf from "@tensorflow/tfjs";
import { CONVOLUTIONS } from "../network.ts";
import { batchNormalization } from "./batch_normalization.ts";
import { convolution } from "./convolution.ts";
import { maxPooling } from "./max_pooling.ts";

/** ε of every batch normalization, as in `network`. */
const EPSILON = 1e-3;
/** Share of the old running statistics that a step keeps. */
const MOMENTUM = 0.98;

/** The variables of one layer, in the order of the layer's weights. */
type LayerVariables = readonly tf.Variable[];

/**
 * The weights of a `network` as variables, with a forward pass of our own
 * that can be differentiated on the WASM backend.
 */
export class Trainable {
  readonly #layers: ReadonlyMap<string, LayerVariables>;

  /** Copies the weights of the model. */
  constructor(model: tf.LayersModel) {
    this.#layers = new Map(model.layers.map((layer) => [
      layer.name,
      layer.getWeights().map((weight, i) =>
        // Of a batch normalization only γ and β are learnt.
        tf.variable(weight, !(layer.name.startsWith("bn") && i >= 2))
      ),
    ]));
  }

  /** The variables that are learnt. */
  get parameters(): tf.Variable[] {
    return [...this.#layers.values()].flat().filter((v) => v.trainable);
  }

  /**
   * The logits `[N, classes]` of a batch `[N, H, W, 3]`, normalized by the
   * batch's own statistics, which go into the running ones.
   *
   * @param images The batch.
   * @param momentum Share of the old running statistics that is kept.
   */
  logits(images: tf.Tensor4D, momentum: number = MOMENTUM): tf.Tensor2D {
    let x = images;
    CONVOLUTIONS.forEach(({ pooled }, i) => {
      const [kernel, bias] = this.#variables(`conv${i + 1}`);
      x = tf.add(convolution(x, kernel as unknown as tf.Tensor4D), bias!);
      x = tf.relu(this.#normalize(x, `bn${i + 1}`, momentum));
      if (pooled) x = maxPooling(x);
    });
    const [kernel, bias] = this.#variables("logits");
    const features = tf.mean(x, [1, 2]);
    return tf.add(tf.matMul(features, kernel!), bias!) as tf.Tensor2D;
  }

  /** Writes the weights into the model. */
  exportTo(model: tf.LayersModel): void {
    for (const layer of model.layers) {
      layer.setWeights([...this.#variables(layer.name)]);
    }
  }

  #variables(name: string): LayerVariables {
    return this.#layers.get(name) as LayerVariables;
  }

  #normalize(x: tf.Tensor4D, name: string, momentum: number): tf.Tensor4D {
    const [gamma, beta, runningMean, runningVariance] = this.#variables(name);
    const { value, mean, variance } = batchNormalization(
      x,
      gamma as unknown as tf.Tensor1D,
      beta as unknown as tf.Tensor1D,
      EPSILON,
    );
    moveTowards(runningMean!, mean, momentum);
    moveTowards(runningVariance!, variance, momentum);
    return value;
  }
}

/** Moves a running statistic towards the batch's, which it disposes. */
function moveTowards(
  running: tf.Variable,
  value: tf.Tensor,
  momentum: number,
): void {
  running.assign(
    tf.tidy(() =>
      tf.add(tf.mul(running, momentum), tf.mul(value, 1 - momentum))
    ),
  );
  value.dispose();
}
