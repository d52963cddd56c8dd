/**
 * The objects that the shapes dataset shows, one a file.
 *
 * @module
 */
export * from "./apple.ts";
export * from "./boat.ts";
export * from "./butterfly.ts";
export * from "./cat.ts";
export * from "./cup.ts";
export * from "./fish.ts";
export * from "./key.ts";
export * from "./leaf.ts";
export * from "./mushroom.ts";
export * from "./star.ts";
