import type { Images, ImageSpec } from "./images.ts";

/**
 * Returns the shape of a batch once it is found fit for the model.
 *
 * @param values The batch's values.
 * @param shape Its shape.
 * @param names A name for each image, for the errors.
 * @param spec The model.
 * @returns The shape.
 * @throws {TypeError} If the shape is not `[N, H, W, C]` of the model, or not
 * that of the values.
 * @throws {RangeError} If the batch is empty or a value is not finite.
 */
export function checkBatch(
  values: Float32Array,
  shape: readonly number[],
  names: readonly string[],
  spec: ImageSpec,
): Images["shape"] {
  const [n, height, width, channels] = shape;
  const fits = shape.length === 4 &&
    spec.inputShape.every((side, i) => side === null || side === shape[i + 1]);
  if (!fits) {
    const required = ["N", ...spec.inputShape.map((side) => side ?? "any")];
    throw new TypeError(
      `Cannot use the input as its shape must be [${
        required.join(", ")
      }], or one image of it: ` +
        `current shape is [${shape.join(", ")}]`,
    );
  }
  if (shape.includes(0)) {
    throw new RangeError(
      `Cannot use the input as it must have at least 1 image of at least 1 pixel: ` +
        `current shape is [${shape.join(", ")}]`,
    );
  }
  const length = shape.reduce((product, side) => product * side, 1);
  if (values.length !== length) {
    throw new TypeError(
      `Cannot use the input as shape [${
        shape.join(", ")
      }] must have ${length} values: ` +
        `current number is ${values.length}`,
    );
  }
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad !== -1) {
    const [y, x, c] = position(bad % (length / n!), width!, channels!);
    const image = Math.floor(bad / (length / n!));
    throw new RangeError(
      `Cannot use the input as its values must be finite: current value is ${
        values[bad]
      } in ` +
        `image ${image + 1} of ${n} ("${
          names[image]
        }") at row ${y}, column ${x}, channel ${c}`,
    );
  }
  return [n!, height!, width!, channels!];
}

function position(
  index: number,
  width: number,
  channels: number,
): [number, number, number] {
  const pixel = Math.floor(index / channels);
  return [Math.floor(pixel / width), pixel % width, index % channels];
}
