import { oneOf, type Requirement } from "../options/mod.ts";
import { absolute } from "./magnitude.ts";
import { chain, type Psi } from "./psi.ts";
import { noRescale, rescale } from "./rescale.ts";
import { alignCorners, halfPixel, massPreserving } from "./upsample.ts";

/** How terms become a map: psi, and what implementations differ in beside it. */
export interface AggregationPreset {
  readonly psi: Psi;
  /**
   * Whether a convolution and the batch normalization behind it are one site,
   * with one term, or two.
   */
  readonly fusesBatchNorm: boolean;
  /**
   * Whether what it is named after has implicit terms: the paper and ours do, of
   * the implementations none.
   */
  readonly implicitTerms: boolean;
  /** Whether the final map of each image is rescaled to 0…1. */
  readonly rescalesMap: boolean;
  /**
   * Whether Smooth FullGrad applies psi to the sum over the noisy copies and
   * not to their mean. The two differ by the ε of the rescaling.
   */
  readonly sumsSamples: boolean;
}

/** The names of the presets. */
export type PresetName =
  | "idiap"
  | "paper"
  | "idiap2019"
  | "pytorchGradCam"
  | "massPreserving";

/** The published ways to aggregate full-gradients, and ours that keeps mass. */
export const PRESETS: { readonly [P in PresetName]: AggregationPreset } = {
  /** The authors' repository, HEAD of 2023. */
  idiap: {
    psi: chain(absolute, rescale("layer"), alignCorners),
    fusesBatchNorm: false,
    implicitTerms: false,
    rescalesMap: false,
    sumsSamples: true,
  },
  /** The paper's formula, equation 5 with section 4's post-processing. */
  paper: {
    psi: chain(absolute, rescale("channel"), alignCorners),
    fusesBatchNorm: true,
    implicitTerms: true,
    rescalesMap: false,
    sumsSamples: false,
  },
  /** The authors' research code of 2019: results depend on the batch. */
  idiap2019: {
    psi: chain(absolute, rescale("batch", 0), halfPixel),
    fusesBatchNorm: true,
    implicitTerms: false,
    rescalesMap: false,
    sumsSamples: true,
  },
  /** `FullGrad` of jacobgil/pytorch-grad-cam. */
  pytorchGradCam: {
    psi: chain(absolute, rescale("channel", 1e-7), halfPixel),
    fusesBatchNorm: false,
    implicitTerms: false,
    rescalesMap: true,
    sumsSamples: false,
  },
  /** Every site's map keeps its mass, so that the map's sum is Σ |terms|. */
  massPreserving: {
    psi: chain(absolute, noRescale, massPreserving),
    fusesBatchNorm: false,
    implicitTerms: true,
    rescalesMap: false,
    sumsSamples: false,
  },
};

/** What an option that takes the name of a preset must be. */
export const PRESET: Requirement = oneOf(Object.keys(PRESETS));

/**
 * The way of a preset, with another psi in its place where one is given.
 *
 * @default {"idiap"}
 */
export function aggregationOf(
  { preset = "idiap", psi }: {
    readonly preset?: PresetName;
    readonly psi?: Psi;
  },
): AggregationPreset {
  const own = PRESETS[preset];
  return psi === undefined ? own : { ...own, psi, sumsSamples: false };
}
