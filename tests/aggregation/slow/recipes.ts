import type { PresetName } from "../../../lib/aggregation/mod.ts";
import type { Recipe } from "./slow_map.ts";

/** The table of presets, written down a second time. */
export const RECIPES: { readonly [P in PresetName]: Recipe } = {
  idiap: {
    magnitude: Math.abs,
    rescale: "layer",
    epsilon: 1e-6,
    resizing: "alignCorners",
    fused: false,
    rescalesMap: false,
  },
  paper: {
    magnitude: Math.abs,
    rescale: "channel",
    epsilon: 1e-6,
    resizing: "alignCorners",
    fused: true,
    rescalesMap: false,
  },
  idiap2019: {
    magnitude: Math.abs,
    rescale: "batch",
    epsilon: 0,
    resizing: "halfPixel",
    fused: true,
    rescalesMap: false,
  },
  pytorchGradCam: {
    magnitude: Math.abs,
    rescale: "channel",
    epsilon: 1e-7,
    resizing: "halfPixel",
    fused: false,
    rescalesMap: true,
  },
  massPreserving: {
    magnitude: Math.abs,
    rescale: "none",
    epsilon: 0,
    resizing: "massPreserving",
    fused: false,
    rescalesMap: false,
  },
};
