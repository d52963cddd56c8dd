import {
  BYTE_LIMIT,
  type FileContent,
  readFile,
  type Reading,
  shownUrl,
  siblingUrl,
} from "../../../files/mod.ts";
import { isRecord } from "../../../options/mod.ts";
import { readTensors, withoutPrefix } from "./read_state_dict.ts";
import type { StateDict, StoredTensor } from "./stored_tensor.ts";

/** The name of a file that holds a part of the weights. */
export const SHARD = /-\d+-of-\d+\.(safetensors|bin)$/;

/** The name of the file that says which of them holds what. */
export const SHARD_INDEX = /\.(safetensors|bin)\.index\.json$/;

/** Which file holds each tensor, by the tensor's name. */
export type ShardIndex = Readonly<Record<string, string>>;

/**
 * What a file of JSON says of weights in several files, as Hugging Face's
 * libraries write it (`model.safetensors.index.json`): `{ weight_map }`.
 *
 * @returns `undefined` if it is another file.
 */
export function shardIndexOf(text: string): ShardIndex | undefined {
  if (!text.includes('"weight_map"')) return undefined;
  try {
    const json: unknown = JSON.parse(text);
    const map = isRecord(json) ? json["weight_map"] : undefined;
    const isIndex = isRecord(map) &&
      Object.values(map).every((file) => typeof file === "string");
    return isIndex ? map as ShardIndex : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The tensors of several files by name, in the order of the files' names.
 *
 * @param index Which file holds each; the files lie beside it.
 * @param location Where the index lies.
 * @throws {SyntaxError} If a file is malformed, or lacks a tensor that it must
 * hold; or if files are missing, each by its name.
 * @throws {RangeError} If the files have more than `byteLimit` bytes together.
 */
export async function readShards(
  index: ShardIndex,
  location: URL,
  { signal, byteLimit = BYTE_LIMIT, stallTimeout, files }: Reading,
): Promise<StateDict> {
  const from = shownUrl(location);
  const missing: string[] = [];
  const tensors = new Map<string, StoredTensor>();
  let left = byteLimit;
  const reading = { signal, stallTimeout, files };
  for (const shard of [...new Set(Object.values(index))].sort()) {
    const url = siblingUrl("load the weights", shard, location);
    const content = await readShard(url, { ...reading, byteLimit: left });
    if (content === undefined) missing.push(shard);
    if (content === undefined || missing.length > 0) continue;
    left -= content.bytes.length;
    const own = readTensors(content.bytes, shownUrl(url));
    const named = Object.keys(index).filter((name) => index[name] === shard);
    const lacking = named.filter((name) => !own.has(name));
    if (lacking.length > 0) {
      throw new SyntaxError(
        `Cannot load the weights as ${shownUrl(url)} must hold ${
          lacking.slice(0, MOST_NAMES).join(", ")
        }, as ${from} says: it does not`,
      );
    }
    const kept = new Set(named);
    for (const [name, tensor] of own) {
      if (kept.has(name)) tensors.set(name, tensor);
    }
  }
  if (missing.length > 0) {
    throw new SyntaxError(
      `Cannot load the weights as ${from} must lie beside all files that it names: missing ${
        missing.length === 1 ? "is" : "are"
      } ${missing.slice(0, MOST_NAMES).join(", ")}`,
    );
  }
  return withoutPrefix(tensors);
}

/** How many names an error lists. */
const MOST_NAMES = 12;

/** A file, if it is there. */
async function readShard(
  url: URL,
  reading: Reading,
): Promise<FileContent | undefined> {
  try {
    return await readFile("load the weights", url, reading);
  } catch (error) {
    if (error instanceof Error && error.name === "NotFound") return undefined;
    throw error;
  }
}
