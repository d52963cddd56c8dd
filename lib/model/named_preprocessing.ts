import {
  checkOptions,
  checkValue,
  describeValue,
  finite,
  listOf,
  number,
  oneOf,
  type OptionRequirements,
  positiveInteger,
} from "../options/mod.ts";
import { checkInputShape, type InputShape } from "./image_shape.ts";
import type { Preprocessing } from "./preprocessing.ts";

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

/**
 * The names that {@linkcode preprocessing} knows, sorted.
 *
 * @example
 * ```ts
 * import { preprocessing } from "fullgrad";
 * import { PREPROCESSING_NAMES } from "fullgrad/data";
 * import { assert } from "@std/assert";
 *
 * for (const name of PREPROCESSING_NAMES) assert(preprocessing(name).scale > 0);
 * ```
 */
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
 * `raw`, `tensorflow` and `unit` work for gray networks too. All crop; a network
 * that was trained on stretched pictures, or takes blue first, says so:
 * `{ ...preprocessing("unit"), fit: "stretch", channelOrder: "bgr" }`.
 *
 * @param choice A name or a preprocessing.
 * @param inputShape `[height, width, channels]` of the network's input.
 * @returns The preprocessing.
 * @throws {RangeError} If the name is unknown, or numbers are not finite or divide by 0.
 * @throws {TypeError} If it has a part that does not exist, lacks one, or does not
 * fit the number of channels.
 *
 * @example
 * ```ts
 * import { preprocessing } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(preprocessing("imagenet").resize, 256);
 * assertEquals(preprocessing("unit", [28, 28, 1]).channelOrder, "gray");
 * const stretched = { ...preprocessing("tensorflow"), fit: "stretch" } as const;
 * assertEquals(preprocessing(stretched), stretched);
 * ```
 */
export function preprocessing(
  choice: PreprocessingName | Preprocessing,
  inputShape: InputShape = [224, 224, 3],
): Preprocessing {
  checkInputShape(inputShape);
  const channels = inputShape[2];
  if (typeof choice !== "string") return checked(choice, channels);
  if (!Object.hasOwn(RGB_PRESETS, choice)) {
    throw new RangeError(
      "Cannot resolve a preprocessing as its name must be one of " +
        `${PREPROCESSING_NAMES.join(", ")}: current value is ${
          describeValue(choice)
        }`,
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
  [height, width]: InputShape,
): number | undefined {
  return height !== null && height === width
    ? Math.round(height * 256 / 224)
    : undefined;
}

/** What a preprocessing's parts must be; how many there are depends on the network. */
const PARTS: OptionRequirements<Preprocessing> = {
  scale: number("a finite number other than 0", isFactor),
  mean: listOf(finite),
  std: listOf(number("a finite number other than 0", isFactor)),
  channelOrder: oneOf(["rgb", "bgr", "gray"]),
  fit: oneOf(["crop", "stretch"]),
  resize: positiveInteger,
  cropOffset: oneOf(["round", "floor"]),
  interpolation: oneOf([
    "nearest",
    "box",
    "bilinear",
    "hamming",
    "bicubic",
    "lanczos",
  ]),
};

function isFactor(value: number): boolean {
  return Number.isFinite(value) && value !== 0;
}

const ACTION = "use a preprocessing";

function checked(value: Preprocessing, channels: number): Preprocessing {
  checkParts(value);
  const { mean, std, channelOrder } = value;
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
  return value;
}

/** Checks all but that there are as many channels as a network takes. */
function checkParts(value: Preprocessing): void {
  checkOptions(ACTION, value, PARTS);
  for (const name of ["scale", "mean", "std", "channelOrder"] as const) {
    checkValue(ACTION, name, value[name], PARTS[name]);
  }
}

/**
 * What a network's numbers were made of: as {@linkcode preprocessing}, and of other
 * channels than a picture's as it is given.
 */
export function networkPreprocessing(
  choice: PreprocessingName | Preprocessing,
  inputShape: InputShape,
): Preprocessing {
  const isPicture = inputShape[2] === 1 || inputShape[2] === 3;
  if (typeof choice === "string" || isPicture) {
    return preprocessing(choice, inputShape);
  }
  checkParts(choice);
  return choice;
}
