import type * as tf from "@tensorflow/tfjs";
import { UnsupportedLayerError } from "../../../unsupported_layer_error.ts";
import type { LayerConverter } from "./layer_converter.ts";

/** Layers whose effect reaches other layers by a mask, beside the tensors. */
const MASKING = new Set(["Masking"]);

/**
 * The converter of a layer that has no kind of its own: its node runs the
 * layer itself, at inference.
 */
export const other: LayerConverter = (view, inputs, builder) => {
  const { layer } = view;
  if (MASKING.has(view.className) || view.config["maskZero"] === true) {
    throw new UnsupportedLayerError(
      view.name,
      view.className,
      "masks are not carried through the graph, so layers behind it would see other values",
    );
  }
  // States and constants of a recurrent layer are among the tensors.
  const { initialState: _, constants: __, ...kwargs } = view.callArguments;
  const call = (tensors: tf.Tensor[]): tf.Tensor => {
    const output = layer.apply(tensors, { ...kwargs, training: false });
    const outputs = Array.isArray(output) ? output : [output];
    return outputs[view.outputIndex] as tf.Tensor;
  };
  return builder.add({
    name: view.name,
    layerClass: view.className,
    kind: "other",
    inputs,
    attributes: { call },
    shape: view.shape,
  });
};
