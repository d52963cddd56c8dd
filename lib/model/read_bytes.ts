import { isAbsolute, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** The URL that a path or URL text stands for. */
export function toUrl(source: string | URL): URL {
  if (source instanceof URL) return source;
  if (/^(https?|file|data):/i.test(source)) return new URL(source);
  return pathToFileURL(isAbsolute(source) ? source : resolve(source));
}

/**
 * The bytes of a file or of an answer to a GET request.
 *
 * @param url What to read.
 * @param action What cannot be done without it, for the error.
 * @throws {Deno.errors.NotFound} If there is no such file.
 * @throws {Error} If the server cannot be reached or does not answer 200.
 */
export async function readBytes(
  url: URL,
  action: string,
): Promise<Uint8Array<ArrayBuffer>> {
  if (url.protocol === "file:") {
    try {
      return await Deno.readFile(url);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) {
        throw new Deno.errors.NotFound(
          `Cannot ${action} as there is no file ${url.pathname}`,
        );
      }
      throw new Error(
        `Cannot ${action} as ${url.pathname} cannot be read: ${
          messageOf(error)
        }`,
        {
          cause: error,
        },
      );
    }
  }
  const unreachable = (error: unknown): never => {
    throw new Error(
      `Cannot ${action} as ${url.href} cannot be reached: ${messageOf(error)}`,
      {
        cause: error,
      },
    );
  };
  const response = await fetch(url).catch(unreachable);
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(
      `Cannot ${action} as ${url.href} answers ${response.status}, not 200`,
    );
  }
  return new Uint8Array(await response.arrayBuffer().catch(unreachable));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
