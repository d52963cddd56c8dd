import { GIVEN_SCHEME, givenFile, openInMemory } from "./given_files.ts";
import { openLocal } from "./local_file.ts";
import { openRemote } from "./remote_file.ts";
import {
  type FileLocation,
  fileLocation,
  type FileStream,
} from "./file_source.ts";
import type { Reading } from "./read_options.ts";

/**
 * Opens a file of this computer, one that is given, or an answer to a GET request.
 *
 * @param action What cannot be done without it, as "load the model".
 * @throws {Deno.errors.NotFound} If there is no such file.
 * @throws {Deno.errors.IsADirectory} If it is a folder.
 * @throws {TypeError} If it is another thing than a file, such as a device.
 * @throws {Error} If it cannot be read, or the server does not answer 200.
 */
export async function openStream(
  action: string,
  source: string | URL,
  options: Reading,
): Promise<FileStream & FileLocation> {
  const location = fileLocation(action, source);
  if (location.url.protocol === GIVEN_SCHEME) {
    const given = givenFile(action, location, options.files);
    return typeof given === "string" || given instanceof URL
      ? await openStream(action, given, options)
      : { ...location, ...openInMemory(given) };
  }
  const stream =
    await (location.url.protocol === "file:"
      ? openLocal(action, location)
      : openRemote(action, location, options));
  return { ...location, ...stream };
}
