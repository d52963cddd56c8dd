// The greatest value or the mean of every window, and their gradients.
export { averagePool, maxPool } from "./forward";
export {
  averagePoolGradient,
  maxPoolGradient,
  wholeAveragePoolGradient,
} from "./gradient";
