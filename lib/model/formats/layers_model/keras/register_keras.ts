import * as tf from "@tensorflow/tfjs";
import { KERAS_ACTIVATIONS } from "./activations.ts";
import { GroupedConv2D } from "./grouped_conv2d.ts";

/**
 * Makes tfjs-layers know what it needs to load files from Keras. Its registry
 * is the only way in; names that it has keep their meaning.
 */
export function registerKeras(): void {
  const known = tf.serialization.SerializationMap.getMap().classNameMap;
  for (const entry of [GroupedConv2D, ...KERAS_ACTIVATIONS]) {
    if (!(entry.className in known)) {
      tf.serialization.registerClass(entry as never);
    }
  }
}
