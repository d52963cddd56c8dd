/**
 * Labeled images: drawn by the program, or read from the files of well-known
 * datasets when they are asked for.
 *
 * @module
 */
export * from "./datasets/mod.ts";
export * from "./shapes/mod.ts";
