import * as tf from "@tensorflow/tfjs";

/** The kernels of ours that tfjs has no operation for. */
export type FusedKernelName =
  | "FullGradActivationTerm"
  | "FullGradConv2D"
  | "FullGradConv2DBackpropInput"
  | "FullGradDenseBackpropInput"
  | "FullGradDepthwiseConv2D"
  | "FullGradDepthwiseConv2DBackpropInput"
  | "FullGradGated"
  | "FullGradLayerNorm"
  | "FullGradLayerNormGradient"
  | "FullGradLayerNormTerm"
  | "FullGradReluGradient"
  | "FullGradSgdMomentum"
  | "FullGradSoftmaxGradient"
  | "FullGradMaxPoolGradient"
  | "FullGradTiedMaxPoolGradient"
  | "FullGradMaxPoolTies"
  | "FullGradAveragePoolGradient"
  | "FullGradBatchNormAffine"
  | "FullGradBatchNormTraining"
  | "FullGradBatchNormTrainingGradient"
  | "FullGradBiasTerm"
  | "FullGradPaste"
  | "FullGradUpsampleAdd";

/**
 * The result of a kernel of ours where the backend that runs has it, else of
 * `compose`, which computes the same with operations of tfjs.
 *
 * @param name The kernel.
 * @param inputs Its tensors by name; those that are undefined are left out.
 * @param attributes Its attributes by name.
 * @param compose Computes the same.
 */
export function runFused<T extends tf.Tensor | readonly tf.Tensor[]>(
  name: FusedKernelName,
  inputs: Readonly<Record<string, tf.Tensor | undefined>>,
  attributes: Readonly<Record<string, unknown>>,
  compose: () => T,
): T {
  if (tf.getKernel(name, tf.getBackend()) === undefined) return compose();
  const given = Object.entries(inputs).filter(([, input]) => input);
  return tf.engine().runKernel(
    name,
    Object.fromEntries(given) as tf.NamedTensorMap,
    attributes as unknown as tf.NamedAttrMap,
  ) as unknown as T;
}
