import type { Stats } from "node:fs";
import type { FileLocation, FileStream } from "./file_source.ts";

const CHUNK = 2 ** 18;

/** The file system, and what is thrown where it fails. */
export interface LocalFiles {
  readonly fs: typeof import("node:fs/promises");
  /** @throws What went wrong, in our words. */
  readonly unreadable: (cause: unknown) => never;
}

/**
 * Returns the file system of this computer.
 *
 * @param what What is looked for in it: "file" or "folder".
 * @throws {TypeError} If there is none, as in a page.
 */
export function localFiles(
  action: string,
  where: string,
  what: string,
): LocalFiles {
  const { process } = globalThis;
  const fs = process?.getBuiltinModule?.("node:fs/promises");
  if (fs === undefined) {
    throw new TypeError(
      `Cannot ${action} ${where} as a page must be given a File, bytes or an http URL: it has no files of its own`,
    );
  }
  const unreadable = (cause: unknown): never => {
    const { code, message } = cause as { code?: string; message?: string };
    if (code === "ENOENT" || code === "ENOTDIR") {
      throw systemError(
        "NotFound",
        `Cannot ${action} ${where} as there is no such ${what}: the working directory is "${process.cwd()}"`,
        cause,
      );
    }
    throw new Error(
      `Cannot ${action} ${where} as it must be readable: ${message}`,
      { cause },
    );
  };
  return { fs, unreadable };
}

/**
 * Finds a file of this computer. Anything else that has a path is refused before
 * it is opened: a device never ends, and a pipe may never begin.
 *
 * @throws {Deno.errors.NotFound} If there is none.
 * @throws {Deno.errors.IsADirectory} If it is a folder.
 * @throws {TypeError} If it is a device, a pipe or a socket, or if there are no
 * files, as in a page.
 */
export async function openLocal(
  action: string,
  { url, where }: FileLocation,
): Promise<FileStream> {
  const { fs, unreadable } = localFiles(action, where, "file");
  const stats = await fs.stat(url).catch(unreadable);
  if (stats.isDirectory()) {
    throw systemError(
      "IsADirectory",
      `Cannot ${action} ${where} as it must be a file: it is a directory`,
    );
  }
  if (!stats.isFile()) {
    throw new TypeError(
      `Cannot ${action} ${where} as it must be a regular file: it is ${
        kindOf(stats)
      }`,
    );
  }
  return {
    size: stats.size,
    async *chunks() {
      const file = await fs.open(url).catch(unreadable);
      try {
        const chunk = new Uint8Array(CHUNK);
        while (true) {
          const { bytesRead } = await file.read(chunk, 0, CHUNK)
            .catch(unreadable);
          if (bytesRead === 0) return;
          yield chunk.subarray(0, bytesRead);
        }
      } finally {
        await file.close();
      }
    },
    async readParts(target, positions, length) {
      const file = await fs.open(url).catch(unreadable);
      try {
        for (const [i, position] of positions.entries()) {
          let filled = 0;
          while (filled < length) {
            const { bytesRead } = await file.read(
              target,
              i * length + filled,
              length - filled,
              position + filled,
            ).catch(unreadable);
            if (bytesRead === 0) return i;
            filled += bytesRead;
          }
        }
        return positions.length;
      } finally {
        await file.close();
      }
    },
    close() {},
  };
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return "a pipe";
  if (stats.isSocket()) return "a socket";
  return "a device";
}

/** An error of this name: of Deno's class where there is Deno. */
export function systemError(
  name: "NotFound" | "IsADirectory",
  message: string,
  cause?: unknown,
): Error {
  const Class = "Deno" in globalThis ? Deno.errors[name] : Error;
  return Object.assign(new Class(message, { cause }), { name });
}
