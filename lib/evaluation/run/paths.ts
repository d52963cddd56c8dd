/**
 * Paths of the computer's files. They are joined by Node's module for it, which
 * a page has not: it is looked for when a path is joined, not before.
 */
function paths(): typeof import("node:path") {
  return globalThis.process.getBuiltinModule("node:path");
}

/** Returns parts as one path. */
export function join(...parts: readonly string[]): string {
  return paths().join(...parts);
}

/** Returns the folder of a path. */
export function dirname(path: string): string {
  return paths().dirname(path);
}

/** Returns the last name of a path. */
export function basename(path: string): string {
  return paths().basename(path);
}
