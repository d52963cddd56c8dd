import { checkBatch } from "./check_batch.ts";
import { denormalize } from "./denormalize.ts";
import type { Images, ImageSpec } from "./images.ts";
import type { PictureOptions } from "./picture_settings.ts";
import { preprocessing } from "./preprocessing_presets.ts";
import { stretch } from "./stretch.ts";
import { toRgb } from "./to_rgb.ts";

/**
 * Returns the batch of values that are network input already.
 *
 * The pictures are the inverse of the preprocessing where it is known, else
 * every image stretched from its minimum…maximum to 0…255.
 *
 * @param values The values; kept, not copied.
 * @param shape `[H, W, C]` or `[N, H, W, C]`.
 * @param spec The model.
 * @param options For the preprocessing, used for the pictures only.
 * @returns The batch, named "image 1", "image 2", ….
 * @throws {TypeError} If the shape is not the model's.
 * @throws {RangeError} If the batch is empty or a value is not finite.
 */
export function imagesFromValues(
  values: Float32Array,
  shape: readonly number[],
  spec: ImageSpec,
  options: PictureOptions,
): Images {
  const batch = shape.length === 3 ? [1, ...shape] : shape;
  const names = Array.from(
    { length: batch[0] ?? 0 },
    (_, i) => `image ${i + 1}`,
  );
  const [n, height, width, channels] = checkBatch(values, batch, names, spec);
  const choice = options.preprocessing ?? spec.preprocessing;
  const data = choice === undefined
    ? stretch(values, n, channels)
    : denormalize(values, preprocessing(choice, [height, width, channels]));
  const shown = {
    data,
    height: n * height,
    width,
    channels: channels === 3 ? 3 : 1,
  } as const;
  return {
    values,
    shape: [n, height, width, channels],
    rgb: toRgb(shown).data,
    names,
  };
}
