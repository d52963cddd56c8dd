import type { Preprocessing } from "./preprocessing.ts";

/** What a file of JSON holds. */
export type Json = Readonly<Record<string, unknown>>;

/** What the processors of a family do where their file says nothing. */
export interface Family {
  /** Fields that the class fills in. */
  readonly defaults: Json;
  /** Whether a size that is one number is a square's, else the shorter side's. */
  readonly square: boolean;
  /** Side to which the shorter one of a picture is resized, from the size given. */
  readonly enlarged?: (side: number, kept: unknown) => number;
}

/** Mean and deviation of the colors of ImageNet. */
export const IMAGENET = {
  image_mean: [0.485, 0.456, 0.406],
  image_std: [0.229, 0.224, 0.225],
};
const STANDARD = { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };
const CLIP = {
  image_mean: [0.48145466, 0.4578275, 0.40821073],
  image_std: [0.26862954, 0.26130258, 0.27577711],
};
const SQUARE = { height: 224, width: 224 };
const CROPPED = { do_center_crop: true, crop_size: SQUARE };

const withCrop = (colors: Json, size: unknown, resample: number): Json => ({
  ...colors,
  ...CROPPED,
  size,
  resample,
});
const shorter = (length: number) => ({ shortest_edge: length });
/** The side of which a share is kept, rounded down. */
export const enlargedTo = (side: number, kept: unknown) =>
  typeof kept === "number" ? Math.floor(side / kept) : side;

/**
 * The image processors of transformers 4.57 and 5.18 that classifiers have, by the
 * name of their class without its ending; read in their source. A filter on which
 * the two versions differ is no default: the file must say it.
 */
const FAMILIES: Readonly<Record<string, Family>> = {
  ViT: { square: true, defaults: { ...STANDARD, size: SQUARE, resample: 2 } },
  Pvt: { square: true, defaults: { ...IMAGENET, size: SQUARE } },
  Siglip: {
    square: true,
    defaults: { ...STANDARD, size: SQUARE, resample: 3 },
  },
  DeiT: { square: true, defaults: withCrop(STANDARD, 256, 3) },
  Beit: { square: true, defaults: withCrop(STANDARD, 256, 3) },
  EfficientNet: {
    square: true,
    defaults: {
      ...STANDARD,
      size: { height: 346, width: 346 },
      crop_size: { height: 289, width: 289 },
      include_top: true,
    },
  },
  MobileNetV1: {
    square: false,
    defaults: withCrop(STANDARD, shorter(256), 2),
  },
  MobileNetV2: {
    square: false,
    defaults: withCrop(STANDARD, shorter(256), 2),
  },
  Bit: { square: false, defaults: withCrop(CLIP, shorter(224), 3) },
  CLIP: { square: false, defaults: withCrop(CLIP, shorter(224), 3) },
  MobileViT: {
    square: false,
    defaults: {
      ...CROPPED,
      size: shorter(224),
      crop_size: { height: 256, width: 256 },
      do_normalize: false,
      do_flip_channel_order: true,
    },
  },
  Levit: {
    square: false,
    defaults: withCrop(IMAGENET, shorter(224), 3),
    enlarged: (side) => Math.floor((256 / 224) * side),
  },
  PoolFormer: {
    square: false,
    defaults: { ...withCrop(IMAGENET, shorter(224), 3), crop_pct: 0.9 },
    enlarged: enlargedTo,
  },
  ConvNext: {
    square: false,
    defaults: {
      ...STANDARD,
      size: shorter(384),
      crop_pct: 224 / 256,
    },
  },
};

/** A processor without a class: what its file says, and nothing else. */
const UNNAMED: Family = {
  square: true,
  defaults: { resample: 2 },
};

/** The family of a processor; nothing where its class is not known. */
export function familyOf(
  { image_processor_type: now, feature_extractor_type: before }: Json,
): Family | undefined {
  const type = now ?? before;
  if (type === undefined) return UNNAMED;
  const name = String(type).replace(
    /(ImageProcessor(Fast|Pil)?|FeatureExtractor)$/,
    "",
  );
  return Object.hasOwn(FAMILIES, name) ? FAMILIES[name] : undefined;
}

/** Pillow's numbers of its filters. */
export const RESAMPLE: readonly NonNullable<
  Preprocessing["interpolation"]
>[] = [
  "nearest",
  "lanczos",
  "bilinear",
  "bicubic",
  "box",
  "hamming",
];
