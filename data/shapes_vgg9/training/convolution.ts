import * as tf from "@tensorflow/tfjs";

/**
 * A convolution of stride 1 and same padding by an odd kernel, with gradients
 * that are convolutions too: the WASM backend has no kernel for the filter's
 * gradient and a slow one for the input's.
 *
 * The gradient by x is the convolution of that by the result with the kernel
 * turned by half a turn, its channels swapped. In the gradient by the kernel
 * the batch takes the place of the channels: the input, channels as batch, is
 * convolved with the result's gradient as one large kernel.
 *
 * @param x The input, `[N, H, W, C]`.
 * @param kernel The filters, `[K, K, C, D]`.
 * @returns The result, `[N, H, W, D]`.
 */
export function convolution(x: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D {
  const operation = tf.customGrad((...inputs) => {
    const [input, filter, save] = inputs as unknown as [
      tf.Tensor4D,
      tf.Tensor4D,
      tf.GradSaveFunc,
    ];
    save([input, filter]);
    return {
      value: tf.conv2d(input, filter, 1, "same"),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, kernel] = saved as [tf.Tensor4D, tf.Tensor4D];
        return [
          inputGradient(dy as tf.Tensor4D, kernel),
          kernelGradient(dy as tf.Tensor4D, x, kernel.shape[0]),
        ];
      },
    };
  });
  return operation(x, kernel) as tf.Tensor4D;
}

function inputGradient(dy: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D {
  const turned = tf.transpose(tf.reverse(kernel, [0, 1]), [0, 1, 3, 2]);
  return tf.conv2d(dy, turned as tf.Tensor4D, 1, "same");
}

function kernelGradient(
  dy: tf.Tensor4D,
  x: tf.Tensor4D,
  size: number,
): tf.Tensor4D {
  const margin = (size - 1) / 2;
  const sides: [number, number] = [margin, margin];
  const padded = tf.pad(x, [[0, 0], sides, sides, [0, 0]]);
  const gradient = tf.conv2d(
    tf.transpose(padded, [3, 1, 2, 0]) as tf.Tensor4D,
    tf.transpose(dy, [1, 2, 0, 3]) as tf.Tensor4D,
    1,
    "valid",
  );
  return tf.transpose(gradient, [1, 2, 0, 3]) as tf.Tensor4D;
}
