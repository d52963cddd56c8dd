/**
 * How each class of layer becomes nodes of the graph.
 *
 * @module
 */
export { convertLayer } from "./convert_layer.ts";
