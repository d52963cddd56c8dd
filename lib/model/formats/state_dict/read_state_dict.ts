import {
  LEGACY_MAGIC,
  type PickledFile,
  readLegacyPickle,
  readZippedPickle,
} from "./read_pickle.ts";
import { readSafetensors } from "./read_safetensors.ts";
import type { StateDict, StoredTensor } from "./stored_tensor.ts";

/** The kinds of files that hold weights by name. */
export type WeightsFormat = "safetensors" | "torch zip" | "torch legacy";

const ZIP_MAGIC = [0x50, 0x4b, 3, 4];

/** What some bytes hold, if it is weights by name: known by how they begin. */
export function weightsFormatOf(bytes: Uint8Array): WeightsFormat | undefined {
  const begins = (magic: ArrayLike<number>) =>
    Array.from(magic).every((byte, i) => bytes[i] === byte);
  if (begins(LEGACY_MAGIC)) return "torch legacy";
  if (begins(ZIP_MAGIC)) return "torch zip";
  // The length of a header of JSON: 8 bytes, of which the upper are 0.
  const isHeader = bytes.length > 9 && bytes[8] === 0x7b &&
    bytes.subarray(4, 8).every((byte) => byte === 0);
  return isHeader ? "safetensors" : undefined;
}

/**
 * The tensors of a file by name, without anything in it being executed.
 *
 * A training checkpoint is looked through for its `state_dict`,
 * `model_state_dict` or `model`; the `module.` of a network that was trained in
 * parallel is left out.
 *
 * @param bytes A safetensors file, or one that `torch.save` has written.
 * @param from What it is called, for errors.
 * @throws {SyntaxError} If it is malformed, or holds other things than tensors.
 */
export function readStateDict(bytes: Uint8Array, from: string): StateDict {
  return withoutPrefix(readTensors(bytes, from));
}

/** The tensors of a file by name, as {@linkcode readStateDict}, with all prefixes. */
export function readTensors(bytes: Uint8Array, from: string): StateDict {
  try {
    const format = weightsFormatOf(bytes);
    if (format === undefined) {
      throw new TypeError("it must be safetensors or written by torch.save");
    }
    const tensors = format === "safetensors"
      ? readSafetensors(bytes)
      : tensorsOf(
        format === "torch zip"
          ? readZippedPickle(bytes)
          : readLegacyPickle(bytes),
      );
    if (tensors.size === 0) throw new TypeError("it must hold tensors by name");
    return tensors;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SyntaxError(
      `Cannot read the weights as ${from} cannot be understood: ${
        reason.replaceAll(/\s+/g, " ")
      }`,
      { cause: error },
    );
  }
}

/** Where training scripts put the state dict of a checkpoint. */
const PLACES = [
  "state_dict",
  "model_state_dict",
  "model",
  "net",
  "state_dict_ema",
];

function tensorsOf({ root, tensorOf }: PickledFile): StateDict {
  if (!(root instanceof Map)) {
    throw new TypeError("it must hold a state dict: save model.state_dict()");
  }
  const inner = PLACES.map((place) => root.get(place))
    .find((value) => value instanceof Map);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, value] of (inner ?? root) as Map<unknown, unknown>) {
    const tensor = tensorOf(value);
    if (tensor !== undefined) tensors.set(String(name), tensor);
  }
  return tensors;
}

/** What wrappers put before every name. */
const PREFIXES = ["module.", "_orig_mod."];

/** The tensors without what wrappers put before all their names. */
export function withoutPrefix(tensors: StateDict): StateDict {
  const prefix = PREFIXES.find((prefix) =>
    [...tensors.keys()].every((name) => name.startsWith(prefix))
  );
  if (prefix === undefined) return tensors;
  return withoutPrefix(
    new Map([...tensors].map(([name, tensor]) => [
      name.slice(prefix.length),
      tensor,
    ])),
  );
}

/** The tensors by module; counters of batches are no weights. */
export function weightsByModule(
  tensors: StateDict,
): ReadonlyMap<string, ReadonlyMap<string, StoredTensor>> {
  const modules = new Map<string, Map<string, StoredTensor>>();
  for (const [name, tensor] of tensors) {
    const dot = name.lastIndexOf(".");
    const module = name.slice(0, Math.max(0, dot));
    const own = name.slice(dot + 1);
    if (own === "num_batches_tracked") continue;
    if (!modules.has(module)) modules.set(module, new Map());
    modules.get(module)!.set(own, tensor);
  }
  return modules;
}
