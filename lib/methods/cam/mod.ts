/**
 * Class activation maps: weighted sums of a layer's feature maps.
 *
 * @module
 */
export {
  allOnes,
  type CamWeights,
  elementwise,
  elementwisePositive,
  meanAbsolute,
  meanGradient,
  meanNegative,
  meanPositive,
  plusPlus,
  positiveMean,
} from "./cam_weights.ts";
export type { CamOptions } from "./class_activation_map.ts";
export { classAgnosticCam } from "./class_agnostic_cam.ts";
export { gradCam, type GradCamOptions } from "./grad_cam.ts";
export { gradCamPlusPlus } from "./grad_cam_plus_plus.ts";
export { guidedGradCam, type GuidedGradCamOptions } from "./guided_grad_cam.ts";
export { hiResCam } from "./hi_res_cam.ts";
export { layerCam } from "./layer_cam.ts";
