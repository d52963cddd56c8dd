import type { Images } from "../../image/mod.ts";
import type { Model } from "../../model/mod.ts";
import type { NumericArray } from "./explained.ts";

/**
 * Checks that the network's output is finite. The images are, since they were
 * checked when they came in, so the cause is a weight or an overflow.
 *
 * @throws {RangeError} If an output is not; names the image.
 */
export function requireFinite(
  model: Model,
  images: Images,
  logits: NumericArray,
): void {
  const at = logits.values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const perImage = logits.values.length / logits.shape[0]!;
  const name = images.names[Math.floor(at / perImage)];
  throw new RangeError(
    `Cannot explain ${name} as the output of "${model.name}" must be finite: current value of output ${
      at % perImage
    } is ${
      logits.values[at]
    }. A weight is not a number, or the image is not scaled as the network expects`,
  );
}
