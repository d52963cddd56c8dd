import { SaliencyMap } from "../../aggregation/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import { checkOptions } from "../../options/mod.ts";
import {
  EXPLAIN_OPTIONS,
  type ExplainOptions,
  explainOutputs,
} from "../../propagation/mod.ts";

/**
 * The edge control: how steep the picture's brightness is, by Sobel's kernels,
 * `sqrt(gx² + gy²)` of the luma 0…1. It knows the image and not the network.
 *
 * A method that cannot be told from it explains nothing of the network, however
 * much its map looks like the object (Adebayo et al. 2018, section 5).
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options What is said to be explained; it makes no difference.
 * @returns A map `[N, H, W]`; outside the picture its edge pixels go on.
 * @throws {TypeError} If the images do not fit the model, or an option does not
 * exist or has another type.
 * @throws {RangeError} If the target does not exist.
 *
 * @example
 * ```ts
 * import { loadModel, sobelEdges } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const black = { data: new Uint8Array(64 * 64 * 3), shape: [64, 64, 3] };
 * const map = await sobelEdges(model, black);
 * assertEquals(Math.max(...map.values), 0);
 * ```
 */
export async function sobelEdges(
  model: ModelInput,
  images: ImageInput,
  options: ExplainOptions = {},
): Promise<SaliencyMap> {
  checkOptions("draw edges", options, EXPLAIN_OPTIONS);
  const explained = await explainOutputs(model, images, options);
  const { rgb, shape: [count, height, width] } = explained.images;
  const size = height * width;
  const values = new Float32Array(count * size);
  for (let i = 0; i < count; i++) {
    const picture = rgb.subarray(i * size * 3, (i + 1) * size * 3);
    values.set(steepness(lumaOf(picture), height, width), i * size);
  }
  return new SaliencyMap({
    ...explained,
    method: "Sobel edges",
    values,
    signed: false,
    settings: {},
    whyEmpty: "its picture is the same at every pixel",
  });
}

/** ITU-R 601 luma, 0…1. */
function lumaOf(rgb: ArrayLike<number>): Float32Array {
  return Float32Array.from(
    { length: rgb.length / 3 },
    (_, i) =>
      (0.299 * rgb[3 * i]! + 0.587 * rgb[3 * i + 1]! +
        0.114 * rgb[3 * i + 2]!) / 255,
  );
}

function steepness(
  luma: Float32Array,
  height: number,
  width: number,
): Float32Array {
  const at = (y: number, x: number) =>
    luma[
      Math.min(Math.max(y, 0), height - 1) * width +
      Math.min(Math.max(x, 0), width - 1)
    ]!;
  return Float32Array.from(luma, (_, i) => {
    const [y, x] = [Math.floor(i / width), i % width];
    const across = at(y - 1, x + 1) + 2 * at(y, x + 1) + at(y + 1, x + 1) -
      at(y - 1, x - 1) - 2 * at(y, x - 1) - at(y + 1, x - 1);
    const down = at(y + 1, x - 1) + 2 * at(y + 1, x) + at(y + 1, x + 1) -
      at(y - 1, x - 1) - 2 * at(y - 1, x) - at(y - 1, x + 1);
    return Math.hypot(across, down);
  });
}
