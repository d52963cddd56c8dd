/**
 * The gradients of one step of a training.
 *
 * @module
 */
export {
  type Batch,
  type LossGradients,
  lossGradients,
} from "./loss_gradients.ts";
export {
  type TrainableNetwork,
  trainableNetwork,
} from "./trainable_network.ts";
export { trainingForward } from "./training_forward.ts";
