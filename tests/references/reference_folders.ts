import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where references lie: the environment's folder, or one beside the repository. */
export const REFERENCES: string = Deno.env.get("FULLGRAD_REFERENCES") ??
  fileURLToPath(new URL("../../../shared/references", import.meta.url));

/** The folders of references that are there, by name. */
export async function referenceFolders(): Promise<readonly string[]> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(REFERENCES)) {
      if (entry.isDirectory) names.push(join(REFERENCES, entry.name));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names.sort();
}
