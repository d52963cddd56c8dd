import {
  BYTE_LIMIT,
  listFolder,
  readFile,
  type ReadOptions,
  UnreachableError,
} from "../../files/mod.ts";
import { isRecord } from "../../options/mod.ts";
import { readMetadata } from "../folder_metadata.ts";
import type { FoundModel } from "../model_folder.ts";
import { fetchBlob, linkBlob, nodeFiles, writeRef } from "./hub_cache.ts";
import { chooseFiles } from "./hub_choice.ts";
import {
  type HubName,
  hubName,
  type HubOptions,
  isInside,
} from "./hub_name.ts";
import { hubRequest } from "./hub_request.ts";
import { type HubSettings, hubSettings } from "./hub_settings.ts";

const HASH = /^([0-9a-f]{40}|[0-9a-f]{64})$/;
const COMMIT = /^[0-9a-f]{40}$/;

/** A repository at a commit. */
interface Listing {
  readonly commit: string;
  readonly files: readonly string[];
}

/**
 * The model of a repository of Hugging Face, from the cache that its own client
 * keeps, or from the hub into it. In a page, which has no files, from the hub.
 *
 * @throws {Error} If it cannot be fetched, or is not what the hub said.
 * @throws {RangeError} If it holds no model, or one of more bytes than allowed.
 */
export async function findOnHub(
  source: string,
  options: HubOptions,
  reading: ReadOptions,
): Promise<FoundModel> {
  const name = hubName(source, options.revision);
  const settings = await hubSettings(options);
  const { commit, files } = settings.isOffline
    ? await cached(name, settings)
    : await listing(name, settings, reading).catch(async (error) => {
      if (!(error instanceof UnreachableError)) throw error;
      return await cached(name, settings).catch(() => {
        throw error;
      });
    });
  const { file, beside } = chooseFiles(
    `${name.repository} at ${name.revision}`,
    files,
    options.file,
  );
  const taken = [file, ...beside];
  const folder = settings.cache === undefined
    ? new URL(`${settings.endpoint}/${name.repository}/resolve/${commit}/`)
    : await snapshot(name, commit, taken, settings, reading);
  const location = new URL(encoded(file), folder);
  const { bytes } = await readFile("load the model", location, reading);
  return {
    file: { location, bytes },
    ...await readMetadata(folder, taken, reading),
    notes: [`Read from ${name.repository} at ${commit}: ${file}.`],
  };
}

/** What the hub says a revision is. */
async function listing(
  { repository, revision }: HubName,
  { endpoint, token }: HubSettings,
  reading: ReadOptions,
): Promise<Listing> {
  const url = new URL(
    `${endpoint}/api/models/${repository}/revision/${
      encodeURIComponent(revision)
    }`,
  );
  const answer = await hubRequest(url, { token }, reading);
  if (answer.response.status !== 200) {
    answer.close();
    throw refused(`${repository} at ${revision}`, answer.response);
  }
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of answer.chunks()) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > 2 ** 25) break;
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // Said below.
  }
  const { sha, siblings } = isRecord(json) ? json : {};
  if (
    typeof sha !== "string" || !COMMIT.test(sha) || !Array.isArray(siblings)
  ) {
    throw new SyntaxError(
      `Cannot load the model as ${url.href} must answer with a commit and its files: it does not`,
    );
  }
  const names = siblings.map((each) => isRecord(each) ? each.rfilename : "");
  // What leads out of the folder is no file of it.
  const files = names.filter((name): name is string =>
    typeof name === "string" && isInside(name)
  );
  return { commit: sha, files };
}

/** What an answer other than 200 means. */
function refused(where: string, { status, headers }: Response): Error {
  const code = headers.get("x-error-code");
  if (status === 401 || status === 403) {
    return new Error(
      `Cannot load the model as ${where} must be open to you: the hub answers ${status}${
        code === null ? "" : ` (${code})`
      }; it is private, gated or missing: accept its terms on its page and set HF_TOKEN`,
    );
  }
  const message = status === 404
    ? `Cannot load the model as there is no ${where}${
      code === null ? "" : ` (${code})`
    }`
    : `Cannot load the model as the hub must answer 200 for ${where}: it answers ${status}`;
  return new Error(message);
}

/** The folder of a repository in the cache. */
function storage({ repository }: HubName, cache: string): string {
  return `${cache}/models--${repository.replace("/", "--")}`;
}

/** What the cache has of a revision. */
async function cached(name: HubName, settings: HubSettings): Promise<Listing> {
  const missing = () =>
    new Error(
      `Cannot load the model as ${name.repository} at ${name.revision} must be in the cache while offline (HF_HUB_OFFLINE): it is not in ${settings.cache}`,
    );
  if (settings.cache === undefined) throw missing();
  const { fs, pathToFileURL } = nodeFiles();
  const folder = storage(name, settings.cache);
  const commit = COMMIT.test(name.revision)
    ? name.revision
    : (await fs.readFile(`${folder}/refs/${name.revision}`, "utf8").catch(
      () => {
        throw missing();
      },
    )).trim();
  if (!COMMIT.test(commit)) throw missing();
  const { files } = await listFolder(
    "load the model",
    pathToFileURL(`${folder}/snapshots/${commit}`),
  ).catch(() => {
    throw missing();
  });
  return { commit, files };
}

/** Brings files into the cache; the folder in which they are. */
async function snapshot(
  name: HubName,
  commit: string,
  files: readonly string[],
  settings: HubSettings,
  reading: ReadOptions,
): Promise<URL> {
  const { cache, endpoint, token } = settings;
  const { fs, pathToFileURL } = nodeFiles();
  const folder = storage(name, cache!);
  const snapshots = `${folder}/snapshots/${commit}`;
  for (const file of files) {
    reading.signal?.throwIfAborted();
    const pointer = `${snapshots}/${file}`;
    if (await fs.stat(pointer).then(() => true, () => false)) continue;
    const url = new URL(
      `${endpoint}/${name.repository}/resolve/${commit}/${encoded(file)}`,
    );
    const { hash, size } = await described(url, token, reading);
    const limit = reading.byteLimit ?? BYTE_LIMIT;
    if (size > limit) {
      throw new RangeError(
        `Cannot load the model as ${file} must have at most ${limit} bytes (byteLimit): it has ${size}`,
      );
    }
    const lock = `${cache}/.locks/${folder.split("/").at(-1)}/${hash}.lock`;
    const blob = `${folder}/blobs/${hash}`;
    await fetchBlob({ url, hash, size }, blob, lock, token, reading);
    await linkBlob(blob, pointer);
  }
  if (name.revision !== commit && !settings.isOffline) {
    await writeRef(`${folder}/refs/${name.revision}`, commit);
  }
  return pathToFileURL(`${snapshots}/`);
}

/** Hash and size of a file, from the hub itself and not from its storage. */
async function described(
  url: URL,
  token: string | undefined,
  reading: ReadOptions,
): Promise<{ readonly hash: string; readonly size: number }> {
  const request = { method: "HEAD", sameHost: true, token } as const;
  const { response, close } = await hubRequest(url, request, reading);
  close();
  const { status, headers } = response;
  if (status >= 400) throw refused(url.href, response);
  const hash = (headers.get("x-linked-etag") ?? headers.get("etag") ?? "")
    .replace(/^W\//, "").replaceAll('"', "");
  const size = headers.get("x-linked-size") ?? headers.get("content-length");
  if (!HASH.test(hash) || !/^\d+$/.test(size ?? "")) {
    throw new Error(
      `Cannot load the model as the hub must say the hash and the size of ${url.href}: it says ${
        JSON.stringify(hash)
      } and ${size}`,
    );
  }
  return { hash, size: Number(size) };
}

function encoded(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
