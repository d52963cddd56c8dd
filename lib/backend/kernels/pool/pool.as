// The greatest value or the mean of every window, and their gradients.
export { averagePool, maxPool, maxPoolTies } from "./forward";
export {
  averagePoolGradient,
  maxPoolGradient,
  tiedMaxPoolGradient,
  wholeAveragePoolGradient,
} from "./gradient";
