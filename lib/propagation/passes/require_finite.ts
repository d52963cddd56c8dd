import type { Images } from "../../image/mod.ts";
import type { Model } from "../../model/mod.ts";
import type { NumericArray } from "./explained.ts";
import { arraysIn } from "./read_back.ts";

/**
 * Checks that everything that was computed is finite. The images are, since they
 * were checked when they came in, so the cause is a weight, an overflow or the
 * target.
 *
 * @param tensors What a method computed from the gradient, read back.
 * @throws {RangeError} If a number is not; names the image.
 */
export function requireFinite(
  model: Model,
  images: Images,
  label: string,
  logits: NumericArray,
  value: NumericArray,
  tensors: unknown,
): void {
  const fail = (
    array: NumericArray,
    at: number,
    requirement: string,
  ): never => {
    const perImage = array.values.length / array.shape[0]!;
    throw new RangeError(
      `Cannot explain ${
        images.names[Math.floor(at / perImage)]
      } as ${requirement}`,
    );
  };
  const output = firstNotFinite(logits);
  if (output >= 0) {
    const index = output % (logits.values.length / logits.shape[0]!);
    fail(
      logits,
      output,
      `the output of "${model.name}" must be finite: current value of output ${index} is ${
        logits.values[output]
      }. A weight is not a number, or the image is not scaled as the network expects`,
    );
  }
  const explained = firstNotFinite(value);
  if (explained >= 0) {
    fail(
      value,
      explained,
      `the target "${label}" must be finite: current value is ${
        value.values[explained]
      }`,
    );
  }
  // ReLU makes 0 of NaN on some backends: then only the gradient tells.
  for (const [name, array] of arraysIn(tensors)) {
    const at = firstNotFinite(array);
    if (at >= 0) {
      fail(
        array,
        at,
        `what is computed from the gradient of the target "${label}" must be finite: current value in "${name}" is ${
          array.values[at]
        }. A weight is not a number, or the target has no slope there`,
      );
    }
  }
}

function firstNotFinite({ values }: NumericArray): number {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]!)) return i;
  }
  return -1;
}
