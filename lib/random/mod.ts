/**
 * Random numbers that are the same on every machine.
 *
 * @module
 */
export { permutation, shuffle } from "./permutation.ts";
export { Random } from "./random.ts";
