/**
 * Returns where a file of an npm package lies: by the import map or the folder
 * `node_modules`, or as Deno finds it where this module is one of a package,
 * whose map does not count.
 *
 * @param path Name, version and path: `package@1.2.3/folder/file`.
 */
export function packageFile(path: string): URL {
  try {
    return new URL(import.meta.resolve(path.replace(/@\d[^/]*/, "")));
  } catch {
    return new URL(import.meta.resolve(`npm:${path}`));
  }
}
