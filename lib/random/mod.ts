/**
 * Random numbers that are the same on every machine.
 *
 * @module
 */
export { Random } from "./random.ts";
