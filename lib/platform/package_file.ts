/**
 * Returns where a file of an npm package lies: by the import map or the folder
 * `node_modules`, or as Deno finds it where this module is one of a package,
 * whose map does not count.
 *
 * @param path Name, version and path: `package@1.2.3/folder/file`.
 */
export function packageFile(path: string): URL {
  // Looked up as it is: what a registry would make of it is below.
  const { resolve } = import.meta;
  try {
    return new URL(resolve(path.replace(/@\d[^/]*/, "")));
  } catch {
    return new URL(resolve(`npm:${path}`));
  }
}
