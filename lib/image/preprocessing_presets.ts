import type { Preprocessing } from "../model/mod.ts";
import type { ImageSpec } from "./images.ts";

/** Name of a well-known preprocessing, see {@linkcode preprocessing}. */
export type PreprocessingName =
  | "caffe"
  | "imagenet"
  | "raw"
  | "tensorflow"
  | "unit";

const RGB_PRESETS: { readonly [K in PreprocessingName]: Preprocessing } = {
  caffe: {
    scale: 1,
    mean: [104, 117, 123],
    std: [1, 1, 1],
    channelOrder: "bgr",
  },
  imagenet: {
    scale: 1 / 255,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    channelOrder: "rgb",
  },
  raw: { scale: 1, mean: [0, 0, 0], std: [1, 1, 1], channelOrder: "rgb" },
  tensorflow: {
    scale: 1 / 127.5,
    mean: [1, 1, 1],
    std: [1, 1, 1],
    channelOrder: "rgb",
  },
  unit: {
    scale: 1 / 255,
    mean: [0, 0, 0],
    std: [1, 1, 1],
    channelOrder: "rgb",
  },
};

/** The names that {@linkcode preprocessing} knows, sorted. */
export const PREPROCESSING_NAMES: readonly PreprocessingName[] = Object.freeze(
  Object.keys(RGB_PRESETS) as PreprocessingName[],
);

/**
 * Returns the preprocessing of a name, for a given input shape; a preprocessing
 * that is given as a value comes back once it is checked.
 *
 * | name | values | used by |
 * | --- | --- | --- |
 * | `imagenet` | `(p / 255 − mean) / std`, mean .485 .456 .406, std .229 .224 .225; shorter side to 256 for a crop of 224, in proportion for other squares | torchvision, timm |
 * | `caffe` | `p − (104, 117, 123)`, blue first | Caffe; Keras VGG and ResNet |
 * | `tensorflow` | `p / 127.5 − 1`: −1…1 | Keras MobileNet, Inception, Xception |
 * | `unit` | `p / 255`: 0…1 | |
 * | `raw` | `p`: 0…255 | networks with a rescaling layer of their own |
 *
 * `raw`, `tensorflow` and `unit` work for gray networks too.
 *
 * @param choice A name or a preprocessing.
 * @param inputShape `[height, width, channels]` of the network's input.
 * @returns The preprocessing.
 * @throws {RangeError} If the name is unknown, or numbers are not finite or divide by 0.
 * @throws {TypeError} If it does not fit the number of channels.
 *
 * @example
 * ```ts
 * import { preprocessing } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(preprocessing("imagenet").resize, 256);
 * assertEquals(preprocessing("unit", [28, 28, 1]).channelOrder, "gray");
 * ```
 */
export function preprocessing(
  choice: PreprocessingName | Preprocessing,
  inputShape: ImageSpec["inputShape"] = [224, 224, 3],
): Preprocessing {
  const channels = inputShape[2];
  if (typeof choice !== "string") return checked(choice, channels);
  if (!Object.hasOwn(RGB_PRESETS, choice)) {
    throw new RangeError(
      "Cannot resolve a preprocessing as its name must be one of " +
        `${PREPROCESSING_NAMES.join(", ")}: current value is "${choice}"`,
    );
  }
  const preset = RGB_PRESETS[choice];
  if (channels === 1 && new Set(preset.mean).size === 1) {
    const { scale, mean, std } = preset;
    return {
      scale,
      mean: mean.slice(0, 1),
      std: std.slice(0, 1),
      channelOrder: "gray",
    };
  }
  const resize = choice === "imagenet" ? imagenetResize(inputShape) : undefined;
  return checked(
    resize === undefined ? preset : { ...preset, resize },
    channels,
  );
}

/** 256 for 224, 342 for 299, as torchvision; none where no square says a side. */
function imagenetResize(
  [height, width]: ImageSpec["inputShape"],
): number | undefined {
  return height !== null && height === width
    ? Math.round(height * 256 / 224)
    : undefined;
}

function checked(value: Preprocessing, channels: number): Preprocessing {
  const numbers = [value?.mean, value?.std];
  if (!numbers.every(Array.isArray)) {
    throw new TypeError(
      `Cannot use a preprocessing as it must have scale, mean, std and channelOrder: current value is ${
        JSON.stringify(value)
      }`,
    );
  }
  const { scale, mean, std, channelOrder, resize } = value;
  const own = channelOrder === "gray" ? 1 : 3;
  if (own !== channels || mean.length !== own || std.length !== own) {
    throw new TypeError(
      `Cannot use a preprocessing as channelOrder, mean and std must fit ${channels} ` +
        `channel${
          channels === 1 ? "" : "s"
        }: current values are "${channelOrder}", ` +
        `${mean.length} means and ${std.length} deviations`,
    );
  }
  if (
    ![scale, ...mean, ...std].every(Number.isFinite) || scale === 0 ||
    std.includes(0)
  ) {
    throw new RangeError(
      "Cannot use a preprocessing as its numbers must be finite, scale and std not 0: " +
        `current values are scale ${scale}, mean [${mean}], std [${std}]`,
    );
  }
  if (resize !== undefined && !(Number.isInteger(resize) && resize > 0)) {
    throw new RangeError(
      `Cannot use a preprocessing as resize must be a positive integer: current value is ${resize}`,
    );
  }
  return value;
}
