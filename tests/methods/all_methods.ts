import {
  type AttributionMethod,
  ensemble,
  fullGrad,
  gradCam,
  lrp,
  type LrpCompositeName,
  smoothGradSquared,
} from "fullgrad";
import { LRP_COMPOSITES } from "fullgrad/graph";
import { CAM_VARIANTS, FULL_GRAD_VARIANTS } from "fullgrad/methods";
import { QUICK_METHODS } from "./quick_methods.ts";

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
  ...QUICK_METHODS,
  ensemble: ensemble({ fullGrad, gradCam }),
  "smoothGradSquared of gradCam": smoothGradSquared(gradCam, { samples: 2 }),
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
