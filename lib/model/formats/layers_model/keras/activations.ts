import * as tf from "@tensorflow/tfjs";

/** An activation as tfjs-layers looks it up: by the name of a class. */
function activation(
  name: string,
  apply: (x: tf.Tensor) => tf.Tensor,
): { readonly className: string } {
  class Activation extends tf.serialization.Serializable {
    static readonly className = name;

    apply(x: tf.Tensor): tf.Tensor {
      return tf.tidy(() => apply(x));
    }

    override getConfig(): tf.serialization.ConfigDict {
      return {};
    }
  }
  return Activation;
}

const gate = (x: tf.Tensor) => tf.clipByValue(tf.add(tf.div(x, 6), 0.5), 0, 1);
const hardSwish = (x: tf.Tensor) => tf.mul(x, gate(x));
const swish = (x: tf.Tensor) => tf.mul(x, tf.sigmoid(x));

const geluNew = (x: tf.Tensor) => {
  const cubic = tf.add(x, tf.mul(0.044715, tf.pow(x, 3)));
  const gate = tf.add(1, tf.tanh(tf.mul(Math.sqrt(2 / Math.PI), cubic)));
  return tf.mul(0.5, tf.mul(x, gate));
};

/** The activations of Keras that tfjs-layers lacks, by its names for them. */
export const KERAS_ACTIVATIONS = [
  activation("hardSilu", hardSwish),
  activation("hardSwish", hardSwish),
  activation("silu", swish),
  // tfjs-layers has it as "gelu_new", and does not find it in its own files.
  activation("geluNew", geluNew),
  activation("leakyRelu", (x) => tf.leakyRelu(x, 0.2)),
  // Keras 3 has another slope than Keras 2, 1/6 and not 0.2.
  activation("hardSigmoid6", gate),
] as const;
