import { readFile, type ReadOptions } from "../files/mod.ts";
import { isRecord } from "../options/mod.ts";
import type { InputSize } from "./formats/onnx/image_input.ts";
import type { ModelOptions } from "./model.ts";
import type { Preprocessing } from "./preprocessing.ts";

/** What the files beside a model say of it. */
export interface FolderMetadata {
  readonly named: Pick<
    ModelOptions,
    "name" | "classNames" | "preprocessing"
  >;
  /** Size of images, for a model that leaves it open. */
  readonly inputShape?: InputSize | undefined;
  /** Number of attention heads, for weights alone. */
  readonly heads?: number | undefined;
}

/**
 * What a folder says of its model: the `metadata.json` of Teachable Machine, or
 * the `config.json` and `preprocessor_config.json` of Hugging Face.
 *
 * What is written there in a way that could mean several things is left out, so
 * that whoever loads a picture is asked for it.
 *
 * @param folder The folder, with a slash at its end.
 * @param files Names of the files in it.
 * @throws {SyntaxError} If one of them is not JSON.
 */
export async function readMetadata(
  folder: URL,
  files: readonly string[],
  reading: ReadOptions,
): Promise<FolderMetadata> {
  const read = async (name: string): Promise<Record<string, unknown>> => {
    if (!files.includes(name)) return {};
    const location = new URL(name, folder);
    const { bytes } = await readFile("load the model", location, reading);
    return parsed(new TextDecoder().decode(bytes), location);
  };
  const teachable = teachableMachine(await read("metadata.json"));
  if (teachable !== undefined) return teachable;
  return huggingFace(
    await read("config.json"),
    await read("preprocessor_config.json"),
  );
}

function parsed(text: string, { href }: URL): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(
      `Cannot load the model as ${href} must be JSON: it is not`,
      { cause },
    );
  }
  return isRecord(json) ? json : {};
}

/** Images in [−1, 1], cropped to a square. */
function teachableMachine(
  { labels, imageSize, grayscale, modelName }: Record<string, unknown>,
): FolderMetadata | undefined {
  if (!isTexts(labels) || typeof imageSize !== "number") return undefined;
  const isGray = grayscale === true;
  const each = (value: number) => Array<number>(isGray ? 1 : 3).fill(value);
  return {
    named: {
      ...(typeof modelName === "string" && modelName !== "" &&
        { name: modelName }),
      classNames: labels,
      preprocessing: {
        scale: 1 / 127.5,
        mean: each(1),
        std: each(1),
        channelOrder: isGray ? "gray" : "rgb",
        fit: "crop",
      },
    },
  };
}

function huggingFace(
  { id2label, num_attention_heads: heads }: Record<string, unknown>,
  processor: Record<string, unknown>,
): FolderMetadata {
  const classNames = isRecord(id2label) ? labelsOf(id2label) : undefined;
  const resizing = resizingOf(processor);
  const colors = colorsOf(processor);
  const preprocessing = resizing && colors && { ...colors, ...resizing.fit };
  return {
    named: {
      ...(classNames && { classNames }),
      ...(preprocessing && { preprocessing }),
    },
    inputShape: resizing && [resizing.height, resizing.width, 3],
    heads: isLength(heads) ? heads : undefined,
  };
}

/** The names of the classes 0, 1, 2 …, if there is one for each. */
function labelsOf(
  labels: Record<string, unknown>,
): readonly string[] | undefined {
  const count = Object.keys(labels).length;
  const names = Array.from({ length: count }, (_, i) => labels[i]);
  return count > 0 && isTexts(names) ? names : undefined;
}

/** How bytes become numbers. */
function colorsOf(
  processor: Record<string, unknown>,
): Pick<Preprocessing, "scale" | "mean" | "std" | "channelOrder"> | undefined {
  const { rescale_factor: factor = 1 / 255 } = processor;
  const scale = processor["do_rescale"] === false ? 1 : factor;
  const isNormalized = processor["do_normalize"] !== false;
  const mean = isNormalized ? processor["image_mean"] : [0, 0, 0];
  const std = isNormalized ? processor["image_std"] : [1, 1, 1];
  if (typeof scale !== "number" || !isColor(mean) || !isColor(std)) {
    return undefined;
  }
  const isFlipped = processor["do_flip_channel_order"] === true;
  return { scale, mean, std, channelOrder: isFlipped ? "bgr" : "rgb" };
}

interface Resizing {
  readonly height: number;
  readonly width: number;
  readonly fit: Pick<Preprocessing, "fit" | "resize" | "interpolation">;
}

/** PIL's numbers of the ways to resample that there are here too. */
const RESAMPLE: Readonly<
  Record<number, NonNullable<Preprocessing["interpolation"]>>
> = { 2: "bilinear", 3: "bicubic" };

/** How a picture gets the size of the input: cropped, or stretched. */
function resizingOf(
  processor: Record<string, unknown>,
): Resizing | undefined {
  const { resample = 2, crop_pct: kept } = processor;
  const interpolation = RESAMPLE[Number(resample)];
  if (interpolation === undefined || processor["do_resize"] === false) {
    return undefined;
  }
  const size = sizeOf(processor["size"]);
  const crop = processor["do_center_crop"] === true
    ? sizeOf(processor["crop_size"] ?? processor["size"])
    : undefined;
  if (size === undefined) return undefined;
  if (crop !== undefined) {
    // Only the shorter side is given, or a square that the picture fills.
    if (size.height !== size.width) return undefined;
    const fit = size.isShorter ? "crop" : "stretch";
    return { ...crop, fit: { fit, resize: size.height, interpolation } };
  }
  if (!size.isShorter) {
    return { ...size, fit: { fit: "stretch", interpolation } };
  }
  if (typeof kept !== "number" || !(kept > 0 && kept <= 1)) return undefined;
  // ConvNeXt's: large inputs are filled, small ones cropped from a larger one.
  return size.height >= 384
    ? { ...size, fit: { fit: "stretch", interpolation } }
    : {
      ...size,
      fit: {
        fit: "crop",
        resize: Math.floor(size.height / kept),
        interpolation,
      },
    };
}

interface Size {
  readonly height: number;
  readonly width: number;
  /** Whether it is that of the shorter side. */
  readonly isShorter: boolean;
}

function sizeOf(value: unknown): Size | undefined {
  const { height, width, shortest_edge: shorter } = isRecord(value)
    ? value
    : { height: value, width: value };
  if (isLength(shorter)) {
    return { height: shorter, width: shorter, isShorter: true };
  }
  return isLength(height) && isLength(width)
    ? { height, width, isShorter: false }
    : undefined;
}

function isLength(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) &&
    value.every((item) => typeof item === "string");
}

function isColor(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length === 3 &&
    value.every(Number.isFinite);
}
