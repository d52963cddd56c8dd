import type { Preprocessing } from "../model/mod.ts";
import { describeValue } from "../options/mod.ts";

/** What has to be known of a model to make input for it; a model is one. */
export interface ImageSpec {
  /** `[height, width, channels]` of the input; a null side may have any length. */
  readonly inputShape: readonly [
    height: number | null,
    width: number | null,
    channels: number,
  ];
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

/** @throws {TypeError} If it is no `[height, width, channels]`. */
export function checkInputShape(shape: ImageSpec["inputShape"]): void {
  const isSide = (side: unknown) =>
    Number.isSafeInteger(side) && (side as number) >= 1;
  const isShape = Array.isArray(shape) && shape.length === 3 &&
    shape.every((side, axis) => isSide(side) || (side === null && axis < 2));
  if (isShape) return;
  throw new TypeError(
    `Cannot make input for a network as its inputShape must be [height, width, channels], a side null if it may have any length: current value is ${
      describeValue(shape)
    }`,
  );
}
