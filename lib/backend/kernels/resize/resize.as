// Feature maps in another size, and the gradients of that.
export { linearTable, nearestTable } from "./tables";
export { resizeLinear } from "./forward";
export { resizeGradient } from "./gradient";
