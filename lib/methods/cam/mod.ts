/**
 * Class activation maps: weighted sums of a layer's feature maps.
 *
 * @module
 */
export {
  activationShare,
  allOnes,
  type CamWeights,
  elementwise,
  elementwisePositive,
  meanAbsolute,
  meanGradient,
  meanNegative,
  meanPositive,
  plusPlus,
  plusPlusNormalized,
  positiveMean,
} from "./cam_weights.ts";
export type { CamOptions, LayersCamOptions } from "./class_activation_map.ts";
export {
  classAgnosticCam,
  gradCam,
  type GradCamOptions,
  gradCamPlusPlus,
  type GradCamPlusPlusOptions,
  hiResCam,
  layerCam,
  xGradCam,
} from "./weighted_cams.ts";
export { eigenCam } from "./eigen_cam.ts";
export { scoreCam } from "./score_cam.ts";
export { guidedGradCam, type GuidedGradCamOptions } from "./guided_grad_cam.ts";
