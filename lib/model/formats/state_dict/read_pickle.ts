import { BufferReader, Parser } from "pickleparser";
import { unzip } from "../../../files/mod.ts";
import {
  bytesOf,
  type StoredTensor,
  storedTensor,
  type StoredType,
} from "./stored_tensor.ts";

/** The storages of PyTorch. */
const STORAGES: Readonly<Record<string, StoredType>> = {
  BFloat16Storage: "bfloat16",
  BoolStorage: "bool",
  ByteStorage: "uint8",
  CharStorage: "int8",
  DoubleStorage: "float64",
  FloatStorage: "float32",
  HalfStorage: "float16",
  IntStorage: "int32",
  LongStorage: "int64",
  ShortStorage: "int16",
};

/** What a tensor says of where its values lie. */
interface Storage {
  readonly type: StoredType;
  readonly key: string;
}

/** A tensor in a pickle, before the storages are read. */
class PickledTensor {
  /** A view into a storage. */
  constructor(
    readonly storage: Storage,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}

  /** @throws {RangeError} If it does not lie within the storage. */
  in(storages: ReadonlyMap<string, Uint8Array>): StoredTensor {
    const { storage, shape, strides, offset } = this;
    const bytes = storages.get(storage.key);
    if (bytes === undefined) {
      throw new RangeError(`there is no storage "${storage.key}"`);
    }
    return storedTensor(bytes, storage.type, shape, strides, offset);
  }
}

/** What a file of PyTorch holds: names, numbers and tensors, nested in maps. */
export interface PickledFile {
  /** The object that was saved. */
  readonly root: unknown;
  /** The tensor that a value of the object stands for, if it is one. */
  readonly tensorOf: (value: unknown) => StoredTensor | undefined;
}

/**
 * Reads a file that `torch.save` has written, in the zip format of PyTorch 1.6
 * and later. Nothing in it is executed: of all Python objects tensors and
 * ordered dictionaries alone are known, any other is refused by name.
 *
 * @throws {Error} With the reason, if it is malformed or holds other objects.
 */
export function readZippedPickle(bytes: Uint8Array): PickledFile {
  const files = unzip(bytes, { isWanted: () => true, growth: MOST_GROWTH });
  const names = [...files.keys()];
  const pickle = names.find((name) => /(^|\/)data\.pkl$/.test(name));
  if (pickle === undefined) {
    throw new TypeError("it must hold a data.pkl, as torch.save writes it");
  }
  const folder = pickle.slice(0, -"data.pkl".length);
  if (names.includes(`${folder}constants.pkl`)) {
    throw new TypeError(
      "it holds a TorchScript program, which is not run: save model.state_dict() instead",
    );
  }
  const byteOrder = files.get(`${folder}byteorder`);
  if (byteOrder && new TextDecoder().decode(byteOrder).trim() !== "little") {
    throw new TypeError("its numbers must be little endian");
  }
  const root = parse(new CheckedReader(files.get(pickle)!));
  const storages = new Map(
    names.filter((name) => name.startsWith(`${folder}data/`))
      .map((name) => [name.slice(folder.length + 5), files.get(name)!]),
  );
  return { root, tensorOf: tensorsIn(storages) };
}

/**
 * Reads a file that `torch.save` has written before PyTorch 1.6: a magic number,
 * a version, facts about the machine, the object and the keys of the storages as
 * five pickles, then the storages, each after its length.
 *
 * @throws {Error} With the reason, if it is malformed or holds other objects.
 */
export function readLegacyPickle(bytes: Uint8Array): PickledFile {
  // The magic number is greater than what the parser reads.
  const reader = new CheckedReader(bytes.subarray(LEGACY_MAGIC.length));
  const version = parse(reader);
  if (version !== 1001) {
    throw new RangeError(
      `its version must be 1001: current value is ${version}`,
    );
  }
  parse(reader);
  const types = new Map<string, StoredType>();
  const root = parse(reader, types);
  const keys = parse(reader);
  if (!Array.isArray(keys)) throw new TypeError("it has no list of storages");
  const storages = new Map<string, Uint8Array>();
  for (const key of keys.map(String)) {
    const type = types.get(key);
    if (type === undefined) {
      throw new RangeError(`nothing refers to the storage "${key}"`);
    }
    const length = reader.uint64() * bytesOf(type);
    storages.set(key, reader.bytes(length));
  }
  return { root, tensorOf: tensorsIn(storages) };
}

/** How a legacy file begins: a pickle of 0x1950a86a20f9469cfc6c. */
export const LEGACY_MAGIC: Uint8Array = Uint8Array.from([
  ...[0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20],
  ...[0x6a, 0xa8, 0x50, 0x19, 0x2e],
]);

function tensorsIn(
  storages: ReadonlyMap<string, Uint8Array>,
): PickledFile["tensorOf"] {
  return (value) =>
    value instanceof PickledTensor ? value.in(storages) : undefined;
}

/** PyTorch packs nothing: an archive that grows much is not one of its own. */
const MOST_GROWTH = 4;

/** A reader that never goes back: a length below 0 would make it loop. */
class CheckedReader extends BufferReader {
  override skip(offset: number): void {
    if (!(offset >= 0)) {
      throw new Error(`a length must not be negative: ${offset}`);
    }
    super.skip(offset);
  }

  override bytes(length: number): Uint8Array {
    return super.bytes(length) as Uint8Array;
  }
}

/**
 * The object of the next pickle.
 *
 * @param types Takes the types of the storages that it refers to.
 */
function parse(
  reader: CheckedReader,
  types: Map<string, StoredType> = new Map(),
): unknown {
  const rebuild = (
    storage: unknown,
    offset: unknown,
    shape: unknown,
    strides: unknown,
  ) => {
    if (
      !isStorage(storage) || !Array.isArray(shape) || !Array.isArray(strides)
    ) {
      throw new Error("a tensor must have a storage, a shape and strides");
    }
    return new PickledTensor(
      storage,
      Number(offset),
      shape.map(Number),
      strides.map(Number),
    );
  };
  const known: Readonly<Record<string, unknown>> = {
    "collections.OrderedDict": () => new Map(),
    "torch._utils._rebuild_tensor": rebuild,
    "torch._utils._rebuild_tensor_v2": rebuild,
    "torch._utils._rebuild_parameter": (tensor: unknown) => tensor,
    "torch.Size": (lengths: unknown) => lengths,
  };
  const parser = new Parser({
    unpicklingTypeOfDictionary: "Map",
    nameResolver: {
      resolve: (module, name) => {
        const whole = `${module}.${name}`;
        if (Object.hasOwn(known, whole)) return known[whole] as () => unknown;
        if (module === "torch" && Object.hasOwn(STORAGES, name)) {
          return Object.assign(() => {}, { storedType: STORAGES[name] });
        }
        throw new Error(
          `it holds the Python object ${whole}, and nothing but tensors is read: save model.state_dict() instead`,
        );
      },
    },
    persistentResolver: {
      resolve: (id: unknown) => {
        const [word, storage, key] = Array.isArray(id) ? id : [];
        const type = (storage as { storedType?: StoredType })?.storedType;
        if (word !== "storage" || type === undefined) {
          throw new Error("it refers to something that is no storage");
        }
        types.set(String(key), type);
        return { type, key: String(key) };
      },
    },
  });
  try {
    return parser.read(reader);
  } catch (error) {
    // What is no plain error is a slip of the parser over what it was given.
    if (error instanceof Error && error.constructor === Error) throw error;
    throw new Error("its pickle is malformed", { cause: error });
  }
}

function isStorage(value: unknown): value is Storage {
  return typeof value === "object" && value !== null && "type" in value &&
    "key" in value;
}
