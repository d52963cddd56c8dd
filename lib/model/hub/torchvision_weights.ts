import type { Preprocessing } from "../preprocessing.ts";

/** Weights that are published, and how their pictures are prepared. */
export interface PublishedWeights {
  /** The name of the weights, which is torchvision's. */
  readonly weights: string;
  /** The file; before its ending, the first digits of its SHA-256. */
  readonly file: string;
  /** Side of the square that is cropped. */
  readonly size: number;
  /** Shorter side of the picture before. */
  readonly resize: number;
  readonly interpolation: "bilinear" | "bicubic";
  /** Where the file has a license of its own. */
  readonly license?: string;
}

/** The file of the first weights, unless more is said. */
type Entry = string | readonly [file: string, settings: Settings];

type Settings = Partial<Omit<PublishedWeights, "weights" | "file">>;

const V2: Settings = { resize: 232 };
const L16: Settings = { resize: 242 };
const SWAG: Settings = {
  resize: 224,
  interpolation: "bicubic",
  license: "CC BY-NC 4.0",
};
const swag = (size: number): Settings => ({ ...SWAG, size, resize: size });

/**
 * What torchvision publishes for the architectures that are known here, by name;
 * the first of several weights is torchvision's default. Files, sizes and filters
 * are those of the `Weights` classes of torchvision 0.14 and later.
 */
const FILES: Readonly<Record<string, Readonly<Record<string, Entry>>>> = {
  resnet18: { IMAGENET1K_V1: "resnet18-f37072fd" },
  resnet34: { IMAGENET1K_V1: "resnet34-b627a593" },
  resnet50: {
    IMAGENET1K_V2: ["resnet50-11ad3fa6", V2],
    IMAGENET1K_V1: "resnet50-0676ba61",
  },
  resnet101: {
    IMAGENET1K_V2: ["resnet101-cd907fc2", V2],
    IMAGENET1K_V1: "resnet101-63fe2227",
  },
  resnet152: {
    IMAGENET1K_V2: ["resnet152-f82ba261", V2],
    IMAGENET1K_V1: "resnet152-394f9c45",
  },
  resnext50_32x4d: {
    IMAGENET1K_V2: ["resnext50_32x4d-1a0047aa", V2],
    IMAGENET1K_V1: "resnext50_32x4d-7cdf4587",
  },
  resnext101_32x8d: {
    IMAGENET1K_V2: ["resnext101_32x8d-110c445d", V2],
    IMAGENET1K_V1: "resnext101_32x8d-8ba56ff5",
  },
  resnext101_64x4d: { IMAGENET1K_V1: ["resnext101_64x4d-173b62eb", V2] },
  wide_resnet50_2: {
    IMAGENET1K_V2: ["wide_resnet50_2-9ba9bcbe", V2],
    IMAGENET1K_V1: "wide_resnet50_2-95faca4d",
  },
  wide_resnet101_2: {
    IMAGENET1K_V2: ["wide_resnet101_2-d733dc28", V2],
    IMAGENET1K_V1: "wide_resnet101_2-32ee1156",
  },
  vgg11: { IMAGENET1K_V1: "vgg11-8a719046" },
  vgg11_bn: { IMAGENET1K_V1: "vgg11_bn-6002323d" },
  vgg13: { IMAGENET1K_V1: "vgg13-19584684" },
  vgg13_bn: { IMAGENET1K_V1: "vgg13_bn-abd245e5" },
  vgg16: { IMAGENET1K_V1: "vgg16-397923af" },
  vgg16_bn: { IMAGENET1K_V1: "vgg16_bn-6c64b313" },
  vgg19: { IMAGENET1K_V1: "vgg19-dcbb9e9d" },
  vgg19_bn: { IMAGENET1K_V1: "vgg19_bn-c79401a0" },
  vit_b_16: {
    IMAGENET1K_V1: "vit_b_16-c867db91",
    IMAGENET1K_SWAG_E2E_V1: ["vit_b_16_swag-9ac1b537", swag(384)],
    IMAGENET1K_SWAG_LINEAR_V1: ["vit_b_16_lc_swag-4e70ced5", SWAG],
  },
  vit_b_32: { IMAGENET1K_V1: "vit_b_32-d86f8d99" },
  vit_l_16: {
    IMAGENET1K_V1: ["vit_l_16-852ce7e3", L16],
    IMAGENET1K_SWAG_E2E_V1: ["vit_l_16_swag-4f3808c9", swag(512)],
    IMAGENET1K_SWAG_LINEAR_V1: ["vit_l_16_lc_swag-4d563306", SWAG],
  },
  vit_l_32: { IMAGENET1K_V1: "vit_l_32-c7638314" },
  vit_h_14: {
    IMAGENET1K_SWAG_E2E_V1: ["vit_h_14_swag-80465313", swag(518)],
    IMAGENET1K_SWAG_LINEAR_V1: ["vit_h_14_lc_swag-c1eb923e", SWAG],
  },
};

/** Published weights by the name of the network, the default first. */
export const TORCHVISION_WEIGHTS: ReadonlyMap<
  string,
  readonly PublishedWeights[]
> = new Map(
  Object.entries(FILES).map(([name, weights]) => [
    name,
    Object.entries(weights).map(([weights, entry]) => {
      const [file, settings] = typeof entry === "string" ? [entry, {}] : entry;
      return {
        weights,
        file: `${file}.pth`,
        size: 224,
        resize: 256,
        interpolation: "bilinear",
        ...settings,
      };
    }),
  ]),
);

/** How torchvision prepares pictures for weights: `weights.transforms()`. */
export function presetOf(
  { resize, interpolation }: PublishedWeights,
): Preprocessing {
  return {
    scale: 1 / 255,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    channelOrder: "rgb",
    fit: "crop",
    resize,
    interpolation,
  };
}
