// Functions of every element, and of pairs of elements with broadcasting.
export {
  abs,
  clip,
  exp,
  leakyRelu,
  neg,
  relu,
  relu6,
  rsqrt,
  sqrt,
  square,
  step,
} from "./unary";
export {
  add,
  div,
  maximum,
  minimum,
  multiply,
  prelu,
  reluGradient,
  squaredDifference,
  sub,
} from "./binary";
export {
  clippedReluGradient,
  clippedReluRest,
  clippedReluValue,
  geluGradient,
  geluRest,
  geluValue,
  geluTanhGradient,
  geluTanhRest,
  geluTanhValue,
  swishGradient,
  swishRest,
  swishValue,
} from "./gated";
export { normalize, normScale } from "./normalize";
export { sgdMomentum } from "./sgd";
