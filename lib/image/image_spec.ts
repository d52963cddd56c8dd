import {
  checkInputShape,
  type InputShape,
  type Preprocessing,
} from "../model/mod.ts";
import { describeValue } from "../options/mod.ts";

/** What has to be known of a model to make input for it; a model is one. */
export interface ImageSpec {
  /** `[height, width, channels]` of the input; a null side may have any length. */
  readonly inputShape: InputShape;
  /** How pixels become input values, where that is known. */
  readonly preprocessing?: Preprocessing | undefined;
}

/**
 * Checks what images are made for.
 *
 * @throws {TypeError} If it is no model, such as a promise of one.
 */
export function checkSpec(spec: ImageSpec): void {
  if (typeof spec === "object" && spec !== null && "inputShape" in spec) {
    return checkInputShape(spec.inputShape);
  }
  throw new TypeError(
    `Cannot make input for a network as it must be a model (loadModel, or asModel of a tf.LayersModel) or { inputShape: [height, width, channels] }: current value is ${
      describeValue(spec)
    }`,
  );
}
