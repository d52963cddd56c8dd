import { isRecord } from "../options/mod.ts";
import type { ListedNames } from "./class_names.ts";
import type { InputSize } from "./formats/onnx/image_input.ts";
import type { ModelOptions } from "./model.ts";
import type { Preprocessing } from "./preprocessing.ts";
import {
  enlargedTo,
  type Family,
  familyOf,
  IMAGENET,
  type Json,
  RESAMPLE,
} from "./processor_families.ts";

/** What the files beside a model say of it. */
export interface FolderMetadata {
  readonly named: Pick<ModelOptions, "name" | "classNames"> & {
    readonly preprocessing?: Preprocessing;
  };
  /** Lists of names, a line each, where no file of JSON names the classes. */
  readonly lists?: readonly ListedNames[];
  /** A note on what the preprocessing has from no file, if anything. */
  readonly assumed?: string | undefined;
  /** Size of images, for a model that leaves it open. */
  readonly inputShape?: InputSize | undefined;
  /** Number of attention heads, for weights alone. */
  readonly heads?: number | undefined;
}

/**
 * What the files of Hugging Face say of a model: labels of `config.json`, and how
 * pictures are prepared, in `preprocessor_config.json` or, of timm, in `config.json`
 * itself.
 *
 * A processor of a class that is not known here is left out, as is whatever it does
 * to a picture that there is no way to do here.
 */
export function huggingFace(config: Json, processor: Json): FolderMetadata {
  const {
    id2label,
    label_names: names,
    pretrained_cfg: timm,
    num_attention_heads: heads,
  } = config;
  const classNames = isRecord(id2label)
    ? labelsOf(id2label)
    : isTexts(names)
    ? names
    : undefined;
  const prepared = Object.keys(processor).length === 0 && isRecord(timm)
    ? timmOf(timm)
    : processorOf(processor);
  return {
    named: {
      ...(classNames && { classNames }),
      ...(prepared?.preprocessing &&
        { preprocessing: prepared.preprocessing }),
    },
    assumed: prepared && assumedNote(prepared),
    inputShape: prepared && [prepared.height, prepared.width, 3],
    heads: isLength(heads) ? heads : undefined,
  };
}

/** The names of the classes 0, 1, 2 …, if there is one for each. */
function labelsOf(labels: Json): readonly string[] | undefined {
  const count = Object.keys(labels).length;
  const names = Array.from({ length: count }, (_, i) => labels[i]);
  return count > 0 && isTexts(names) ? names : undefined;
}

/** Size of the input, and how a picture becomes it, where that is known. */
interface Prepared {
  readonly height: number;
  readonly width: number;
  readonly preprocessing: Preprocessing | undefined;
  /** The fields that no file says, for which the defaults of `software` stand. */
  readonly assumed: readonly string[];
  readonly software: string;
}

function assumedNote(
  { preprocessing, assumed, software }: Prepared,
): string | undefined {
  if (preprocessing === undefined || assumed.length === 0) return undefined;
  return `The preprocessing is assumed in part: of ${
    assumed.join(", ")
  } the files beside the model say nothing; the defaults of ${software} were taken.`;
}

function processorOf(file: Json): Prepared | undefined {
  const family = familyOf(file);
  if (family === undefined) return undefined;
  const said = Object.entries(file).filter(([, value]) => value != null);
  const processor = { ...family.defaults, ...Object.fromEntries(said) };
  const resizing = resizingOf(processor, family);
  if (resizing === undefined) return undefined;
  const { height, width, ...fit } = resizing;
  const colors = colorsOf(processor);
  return {
    height,
    width,
    preprocessing: colors && { ...colors, ...fit },
    assumed: Object.keys(family.defaults).filter((name) => file[name] == null),
    software: String(
      file["image_processor_type"] ?? file["feature_extractor_type"] ??
        "transformers",
    ),
  };
}

type Colors = Pick<Preprocessing, "scale" | "mean" | "std" | "channelOrder">;

/** How bytes become numbers. */
function colorsOf(processor: Json): Colors | undefined {
  const { rescale_factor: factor = 1 / 255 } = processor;
  const scale = processor["do_rescale"] === false ? 1 : factor;
  const isNormalized = processor["do_normalize"] !== false;
  const mean = isNormalized ? processor["image_mean"] : [0, 0, 0];
  const std = isNormalized ? processor["image_std"] : [1, 1, 1];
  if (typeof scale !== "number" || !isColor(mean) || !isColor(std)) {
    return undefined;
  }
  const isFlipped = processor["do_flip_channel_order"] === true;
  // EfficientNet's: an offset of −1, and a second division.
  const offset = processor["rescale_offset"] === true &&
      processor["do_rescale"] !== false
    ? 1
    : 0;
  const again = processor["include_top"] === true ? processor["image_std"] : 0;
  if (again !== 0 && !isColor(again)) return undefined;
  return {
    scale,
    mean: mean.map((value) => value + offset),
    std: std.map((value, c) => again === 0 ? value : value * again[c]!),
    channelOrder: isFlipped ? "bgr" : "rgb",
  };
}

interface Resizing
  extends
    Pick<Preprocessing, "fit" | "resize" | "cropOffset" | "interpolation"> {
  readonly height: number;
  readonly width: number;
}

/** Side from which ConvNeXt's processor stretches and no longer crops. */
const CONVNEXT_LARGE = 384;

/** How a picture gets the size of the input: cropped, or stretched. */
function resizingOf(
  processor: Json,
  { square, enlarged }: Family,
): Resizing | undefined {
  const interpolation = RESAMPLE[Number(processor["resample"])];
  const size = sizeOf(processor["size"], square);
  if (
    interpolation === undefined || size === undefined ||
    processor["do_resize"] === false
  ) return undefined;
  const { height, width, isShorter } = size;
  const kept = processor["crop_pct"];
  if (processor["do_center_crop"] === true) {
    const crop = sizeOf(processor["crop_size"] ?? processor["size"], true);
    // Only the shorter side is given, or a square that the picture fills.
    if (crop === undefined || height !== width) return undefined;
    const isCropped = isShorter || (enlarged === enlargedTo && !!kept);
    return {
      height: crop.height,
      width: crop.width,
      fit: isCropped ? "crop" : "stretch",
      resize: isCropped ? enlarged?.(height, kept) ?? height : height,
      cropOffset: "floor",
      interpolation,
    };
  }
  if (!isShorter) return { height, width, fit: "stretch", interpolation };
  if (enlarged !== undefined || typeof kept !== "number") return undefined;
  if (!(kept > 0 && kept <= 1)) return undefined;
  return height >= CONVNEXT_LARGE
    ? { height, width, fit: "stretch", interpolation }
    : {
      height,
      width,
      fit: "crop",
      resize: Math.floor(height / kept),
      cropOffset: "floor",
      interpolation,
    };
}

/** timm's `pretrained_cfg`, with what its `resolve_data_config` fills in. */
function timmOf(cfg: Json): Prepared | undefined {
  const { input_size: input, crop_pct, crop_mode, interpolation } = cfg;
  if (!Array.isArray(input) || input.length !== 3) return undefined;
  const [channels, height, width] = input;
  const filter = RESAMPLE.find((name) => name === (interpolation || "bicubic"));
  const mean = cfg["mean"] ?? IMAGENET.image_mean;
  const std = cfg["std"] ?? IMAGENET.image_std;
  const mode = crop_mode || "center";
  const kept = crop_pct || 0.875;
  const isKnown = channels === 3 && isLength(height) && height === width &&
    typeof kept === "number" && kept > 0 && kept <= 1 &&
    (mode === "center" || mode === "squash");
  if (!isKnown || filter === undefined || !isColor(mean) || !isColor(std)) {
    return undefined;
  }
  return {
    height,
    width,
    preprocessing: {
      scale: 1 / 255,
      mean,
      std,
      channelOrder: "rgb",
      fit: mode === "center" ? "crop" : "stretch",
      resize: Math.floor(height / kept),
      interpolation: filter,
    },
    assumed: ["interpolation", "mean", "std", "crop_mode", "crop_pct"]
      .filter((name) => !cfg[name]),
    software: "timm",
  };
}

interface Size {
  readonly height: number;
  readonly width: number;
  /** Whether it is that of the shorter side. */
  readonly isShorter: boolean;
}

function sizeOf(value: unknown, square: boolean): Size | undefined {
  const { height, width, shortest_edge: shorter } = isRecord(value)
    ? value
    : square
    ? { height: value, width: value }
    : { shortest_edge: value };
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
