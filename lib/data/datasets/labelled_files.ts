import { join } from "node:path";

/** The image files of a folder of classes. */
export interface LabelledFiles {
  /** Names of the classes. */
  readonly classes: readonly string[];
  /** Every file with its class, in order of class and name. */
  readonly files: readonly { readonly file: string; readonly label: number }[];
}

const IMAGE = /\.(avif|gif|jpe?g|png|tiff?|webp)$/i;

/**
 * Returns the image files in the folders of a folder.
 *
 * @param folder Its path.
 * @param classes The names of the folders that must be there; all by default.
 * @throws {Deno.errors.NotFound} If there is no such folder.
 * @throws {RangeError} If there are no folders, one is missing, or one is empty.
 */
export async function labelledFiles(
  folder: string,
  classes?: readonly string[],
): Promise<LabelledFiles> {
  const found = (await entriesOf(folder))
    .filter(({ isFile, name }) => !isFile && !name.startsWith("."))
    .map(({ name }) => name).sort();
  const names = classes ?? found;
  const missing = names.find((name) => !found.includes(name));
  const extra = found.find((name) => !names.includes(name));
  if (names.length === 0 || missing !== undefined || extra !== undefined) {
    const reason = names.length === 0
      ? "there is none"
      : missing !== undefined
      ? `there is none for "${missing}"`
      : `"${extra}" is no class`;
    throw new RangeError(
      `Cannot read the images of "${folder}" as it must have a folder for each class, and no other: ${reason}`,
    );
  }
  const files: { readonly file: string; readonly label: number }[] = [];
  for (const [label, name] of names.entries()) {
    const images = (await entriesOf(join(folder, name)))
      .filter((entry) => entry.isFile && IMAGE.test(entry.name))
      .map((entry) => join(folder, name, entry.name)).sort();
    if (images.length === 0) {
      throw new RangeError(
        `Cannot read the images of "${folder}" as every class must have an image: "${name}" has none`,
      );
    }
    files.push(...images.map((file) => ({ file, label })));
  }
  return { classes: names, files };
}

async function entriesOf(folder: string): Promise<
  readonly { readonly name: string; readonly isFile: boolean }[]
> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    // A link counts as what it points to.
    return await Promise.all(
      entries.map(async ({ name, isFile, isSymlink }) => ({
        name,
        isFile: isSymlink
          ? (await Deno.stat(join(folder, name))).isFile
          : isFile,
      })),
    );
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new Deno.errors.NotFound(
      `Cannot read the images of "${folder}" as there is no such folder: the working directory is "${Deno.cwd()}"`,
      { cause },
    );
  }
}
