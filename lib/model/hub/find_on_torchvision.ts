import { BYTE_LIMIT, readFile, type ReadOptions } from "../../files/mod.ts";
import { nearNames } from "../../options/mod.ts";
import { sha256 } from "../../platform/mod.ts";
import type { FoundModel } from "../model_folder.ts";
import { fetchBlob, nodeFiles } from "./hub_cache.ts";
import type { HubOptions } from "./hub_name.ts";
import { hubRequest } from "./hub_request.ts";
import { environment, httpAddress } from "./hub_settings.ts";
import {
  presetOf,
  type PublishedWeights,
  TORCHVISION_WEIGHTS,
} from "./torchvision_weights.ts";

/**
 * The weights of a network of torchvision, from the cache that PyTorch keeps, or
 * from where they are published into it. In a page, which has no files, from there.
 *
 * @throws {TypeError} If the name is written otherwise, or names two weights.
 * @throws {RangeError} If there is no such network or no such weights, or they
 * are of more bytes than allowed.
 * @throws {Error} If they cannot be fetched, or have another hash than their name
 * says.
 */
export async function findOnTorchvision(
  source: string,
  { revision, endpoint, file }: HubOptions,
  reading: ReadOptions,
): Promise<FoundModel> {
  if (file !== undefined) {
    throw new TypeError(
      "Cannot load the model as the option file is one of names that begin with hf:, and of torchvision's weights the option is revision",
    );
  }
  const { name, published } = chosen(source, revision);
  const env = environment();
  const address = httpAddress(
    endpoint ?? env?.("FULLGRAD_PYTORCH_ENDPOINT") ??
      "https://download.pytorch.org",
  );
  const remote = new URL(`${address}/models/${published.file}`);
  const location = env === undefined
    ? remote
    : await inCache(remote, published, checkpoints(env), reading);
  const { bytes } = await readFile("load the model", location, reading);
  await requireHash(bytes, location, published);
  const { weights, size, license } = published;
  return {
    file: { location, bytes },
    inputShape: [size, size, 3],
    named: {
      name,
      preprocessing: presetOf(published),
    },
    notes: [
      `Read from torchvision's ${published.file}: ${name} with the weights ${weights}${
        license === undefined ? "" : `, licensed ${license}`
      }. The file does not name ImageNet's 1000 classes: classNames can.`,
    ],
  };
}

/** Reads `torchvision:name` and `torchvision:name@weights`. */
function chosen(
  source: string,
  revision: string | undefined,
): { readonly name: string; readonly published: PublishedWeights } {
  const [, name = "", named] = /^torchvision:([^@]*)(?:@(.*))?$/.exec(source)!;
  const all = TORCHVISION_WEIGHTS.get(name);
  if (all === undefined) {
    const near = nearNames(name, [...TORCHVISION_WEIGHTS.keys()]);
    throw new RangeError(
      `Cannot load the model as the network must be one of torchvision that is known here: there is no ${
        JSON.stringify(name)
      }${
        near.length > 0
          ? `; near to it are ${near.join(", ")}`
          : `; there are ${[...TORCHVISION_WEIGHTS.keys()].join(", ")}`
      }`,
    );
  }
  if (named !== undefined && revision !== undefined && named !== revision) {
    throw new TypeError(
      `Cannot load the model as its weights must be given once: the name says ${named}, the option revision ${revision}`,
    );
  }
  const meant = named ?? revision ?? all[0]!.weights;
  const published = all.find(({ weights }) => weights === meant);
  if (published === undefined) {
    throw new RangeError(
      `Cannot load the model as the weights of ${name} must be ${
        all.map(({ weights }) => weights).join(" or ")
      }: current value is ${JSON.stringify(meant)}`,
    );
  }
  return { name, published };
}

/** The folder in which PyTorch keeps what it has fetched. */
function checkpoints(env: (name: string) => string | undefined): string {
  const { homedir } = globalThis.process.getBuiltinModule("node:os");
  const home = env("TORCH_HOME") ??
    `${env("XDG_CACHE_HOME") ?? "~/.cache"}/torch`;
  return `${home.replace(/^~(?=$|[\\/])/, homedir())}/hub/checkpoints`;
}

/** Brings weights into the cache; where they are then. */
async function inCache(
  url: URL,
  { file }: PublishedWeights,
  folder: string,
  reading: ReadOptions,
): Promise<URL> {
  const { fs, pathToFileURL } = nodeFiles();
  const path = `${folder}/${file}`;
  const isThere = await fs.stat(path).then(() => true, () => false);
  if (!isThere) {
    const size = await sizeOf(url, reading);
    const limit = reading.byteLimit ?? BYTE_LIMIT;
    if (size > limit) {
      throw new RangeError(
        `Cannot load the model as ${file} must have at most ${limit} bytes (byteLimit): it has ${size}`,
      );
    }
    const blob = { url, hash: hashOf(file), size };
    const lock = `${folder}/.locks/${file}.lock`;
    await fetchBlob(blob, path, lock, undefined, reading);
  }
  return pathToFileURL(path);
}

/** How many bytes a server says that a file has. */
async function sizeOf(url: URL, reading: ReadOptions): Promise<number> {
  const { response, close } = await hubRequest(
    url,
    { method: "HEAD" },
    reading,
  );
  close();
  const { status, headers } = response;
  const size = headers.get("content-length") ?? "";
  if (status !== 200 || !/^\d+$/.test(size)) {
    throw new Error(
      `Cannot load the model as ${url.href} must answer 200 and say its size: it answers ${status}${
        status === 200 ? " without one" : ""
      }`,
    );
  }
  return Number(size);
}

/** The digits that a file's name ends with. */
function hashOf(file: string): string {
  return /-([0-9a-f]{8})\.pth$/.exec(file)![1]!;
}

/** PyTorch takes whatever lies in its cache: what is not whole is refused here. */
async function requireHash(
  bytes: Uint8Array<ArrayBuffer>,
  { href }: URL,
  { file }: PublishedWeights,
): Promise<void> {
  const hash = (await sha256(bytes)).slice(0, 8);
  if (hash === hashOf(file)) return;
  throw new Error(
    `Cannot load the model as the bytes of ${href} must have the hash ${
      hashOf(file)
    }: they have ${hash}; remove the file, and it is fetched again`,
  );
}
