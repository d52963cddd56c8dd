import {
  type AttributionMethod,
  CAM_VARIANTS,
  deconvNet,
  ensemble,
  FULL_GRAD_VARIANTS,
  fullGrad,
  gradCam,
  guidedBackprop,
  guidedGradCam,
  hiResCam,
  inputGradient,
  inputTimesGradient,
  integratedGradients,
  layerCam,
  lrp,
  LRP_COMPOSITES,
  type LrpCompositeName,
  randomMap,
  rectGrad,
  rectGradAbs,
  smoothFullGrad,
  smoothGrad,
  smoothGradSquared,
  sobelEdges,
} from "fullgrad";

const BOUNDS = { low: [-6, -6, -6], high: [6, 6, 6] };

function lrpBy(composite: LrpCompositeName): AttributionMethod {
  return (model, images, options) =>
    lrp(model, images, { ...options, composite, bounds: BOUNDS });
}

function prefixed(
  prefix: string,
  methods: Readonly<Record<string, AttributionMethod>>,
): Readonly<Record<string, AttributionMethod>> {
  return Object.fromEntries(
    Object.entries(methods).map((
      [name, method],
    ) => [`${prefix} ${name}`, method]),
  );
}

/** Every method and variant, by name. */
export const ALL_METHODS: Readonly<Record<string, AttributionMethod>> = {
  deconvNet,
  ensemble: ensemble({ fullGrad, gradCam }),
  fullGrad,
  guidedBackprop,
  guidedGradCam,
  hiResCam,
  inputGradient,
  inputTimesGradient,
  integratedGradients: (model, images, options) =>
    integratedGradients(model, images, { ...options, steps: 3 }),
  layerCam,
  randomMap,
  rectGrad: (model, images, options) =>
    rectGrad(model, images, { ...options, threshold: { percentile: 70 } }),
  rectGradAbs,
  smoothFullGrad: (model, images, options) =>
    smoothFullGrad(model, images, { ...options, samples: 2 }),
  smoothGrad: smoothGrad(inputGradient, { samples: 2 }),
  smoothGradSquared: smoothGradSquared(gradCam, { samples: 2 }),
  sobelEdges,
  ...prefixed("CAM", CAM_VARIANTS),
  ...prefixed("FullGrad", FULL_GRAD_VARIANTS),
  ...prefixed(
    "LRP",
    Object.fromEntries(
      (Object.keys(LRP_COMPOSITES) as LrpCompositeName[])
        .map((name) => [name, lrpBy(name)]),
    ),
  ),
};
