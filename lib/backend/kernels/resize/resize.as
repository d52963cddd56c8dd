// Feature maps in another size, and the gradients of that.
export { nearestTable } from "./nearest_table";
export { linearTable } from "./linear_table";
export { resizeLinear } from "./forward";
export { resizeGradient } from "./gradient";
