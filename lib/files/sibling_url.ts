import { GIVEN_SCHEME } from "./given_files.ts";

/**
 * Returns the URL of a file that another one names: it must lie beside it, in
 * its folder or deeper. A path that leads anywhere else is refused, whether the
 * file that names it comes from a server or from this computer: what it says is
 * not to be trusted with other files and other hosts.
 *
 * What a server is asked for in the URL (`?token=…`) is asked for again.
 *
 * @param action What cannot be done without it, as "load the weights".
 * @param path The path as it was named.
 * @param location The file that names it.
 * @throws {SyntaxError} If the path is absolute, a URL, climbs with `..`, or is
 * no path.
 */
export function siblingUrl(action: string, path: string, location: URL): URL {
  const fail = (): never => {
    throw new SyntaxError(
      `Cannot ${action} as a file may only name files beside it, by a path without "..", "\\", scheme or leading "/": current value is ${
        JSON.stringify(path.slice(0, 80))
      }`,
    );
  };
  if (!path.isWellFormed() || !isRelative(path)) fail();
  if (location.protocol === "data:" || location.protocol === "blob:") {
    throw new SyntaxError(
      `Cannot ${action} as a file that names others must be a file or an http URL: current scheme is ${location.protocol}`,
    );
  }
  const folder = new URL(".", location);
  folder.search = "";
  const isFile = ["file:", GIVEN_SCHEME].includes(location.protocol);
  // A file's name may hold what a URL gives a meaning.
  const url = new URL(
    isFile ? path.split("/").map(encodeURIComponent).join("/") : path,
    folder,
  );
  const beside = url.origin === folder.origin &&
    url.pathname.startsWith(folder.pathname) &&
    url.pathname !== folder.pathname;
  if (!beside) fail();
  if (url.search === "") url.search = location.search;
  return url;
}

function isRelative(path: string): boolean {
  let plain = path;
  try {
    plain = decodeURIComponent(path);
  } catch {
    // A % that is none of a URL's.
  }
  // deno-lint-ignore no-control-regex
  const strange = /[\u0000-\u001f\\]/;
  return [path, plain].every((text) =>
    text !== "" && !strange.test(text) && !text.startsWith("/") &&
    !/^[a-z][a-z0-9+.-]*:/i.test(text) &&
    !text.split("/").includes("..")
  );
}
