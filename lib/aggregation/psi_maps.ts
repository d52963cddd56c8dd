import * as tf from "@tensorflow/tfjs";
import type { TermMaps } from "../decomposition/mod.ts";
import type { Psi } from "./psi.ts";

/** The map of a term by the first two parts of psi, before it is resized. */
export function psiMaps({ magnitude, rescale }: Psi): TermMaps {
  return {
    fused: magnitude.fused && rescale.fused
      ? { maps: [magnitude.fused], ...rescale.fused }
      : undefined,
    of: (terms) => [
      tf.squeeze(rescale.sumChannels(magnitude.of(terms)), [3]),
    ],
  };
}
