/**
 * Random networks of every kind of operation, as data that shrinks.
 *
 * @module
 */
export { buildModel, IMAGE_SHAPE } from "./build_model.ts";
export { type Recipe, recipes } from "./recipe.ts";
export { Wave, waveReference } from "./wave.ts";
