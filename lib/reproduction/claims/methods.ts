import { chain, noRescale, signed } from "../../aggregation/mod.ts";
import type { MethodInput } from "../../evaluation/mod.ts";
import {
  fullGrad,
  gradCam,
  inputGradient,
  inputTimesGradient,
  integratedGradients,
  smoothGrad,
} from "../../methods/mod.ts";

type Methods = Readonly<Record<string, MethodInput>>;

const BEHIND_GRADIENT: Methods = {
  "GradCAM": gradCam,
  "Integrated gradients": integratedGradients,
  "SmoothGrad": smoothGrad(inputGradient, { seed: 1 }),
};

/** The methods of the paper's left figure. */
export const PAPER_METHODS: Methods = {
  "FullGrad": fullGrad,
  "Gradient": inputGradient,
  ...BEHIND_GRADIENT,
};

/** These, and the signed ones that rank parts of an image. */
export const RANKING_METHODS: Methods = {
  "FullGrad": fullGrad,
  "Signed FullGrad": {
    run: fullGrad,
    options: { psi: chain(signed, noRescale) },
  },
  "Gradient": inputGradient,
  "Input × gradient": inputTimesGradient,
  ...BEHIND_GRADIENT,
};
