import { assert } from "@std/assert";
import { fileURLToPath } from "node:url";

/** The repository, with a slash at its end. */
export const ROOT: string = fileURLToPath(new URL("..", import.meta.url));

/** A file that a registry would be given. */
export interface PublishedFile {
  /** From the repository. */
  readonly path: string;
  readonly bytes: number;
}

/** Bytes of the units that `deno publish` writes sizes in. */
const UNITS: Readonly<Record<string, number>> = { B: 1, KB: 1e3, MB: 1e6 };

/** What `deno publish` says, and the files that it would publish. */
export async function publishedFiles(): Promise<
  { readonly text: string; readonly files: readonly PublishedFile[] }
> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["publish", "--dry-run", "--allow-dirty"],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder().decode(stdout) +
    new TextDecoder().decode(stderr);
  assert(success, text);
  const files = [...text.matchAll(/file:\/\/(\S+) \(([\d.]+)([KM]?B)\)/g)]
    .map(([, path, size, unit]) => ({
      path: path!.slice(ROOT.length),
      bytes: Number(size) * UNITS[unit!]!,
    }));
  assert(files.some(({ path }) => path === "mod.ts"));
  return { text, files };
}
