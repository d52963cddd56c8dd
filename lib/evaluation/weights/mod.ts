/**
 * The weights of a network, re-drawn and put back.
 *
 * @module
 */
export {
  type BatchNormStatistics,
  redrawLayers,
  type RedrawSettings,
  requireDraws,
  type WeightDraw,
  zeroNotes,
} from "./redraw_layers.ts";
export { RandomizedNetwork } from "./randomized_network.ts";
export { WeightSnapshot } from "./weight_snapshot.ts";
export { ORIGINAL, type WeightStep, weightSteps } from "./weight_steps.ts";
