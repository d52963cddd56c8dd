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
export {
  classAgnosticCam,
  gradCam,
  type GradCamOptions,
  gradCamPlusPlus,
  hiResCam,
  layerCam,
} from "./weighted_cams.ts";
export { guidedGradCam, type GuidedGradCamOptions } from "./guided_grad_cam.ts";
