import {
  decodeNpy,
  dtypeOf,
  encodeNpy,
  type NpyValues,
  unzip,
  zip,
} from "../files/mod.ts";
import type { Json, JsonObject } from "../display/mod.ts";
import { isRecord } from "../options/mod.ts";
import { fromBase64, toBase64 } from "../platform/mod.ts";

/** The file of an archive that says what the others are. */
const MANIFEST = "manifest.json";

/** What archives call their form. */
const ARCHIVE = "fullgrad archive 1";

/** The types of arrays that saved results have, by the name that JSON has. */
const ARRAYS: Readonly<Record<string, (bytes: Uint8Array) => NpyValues>> = {
  Float32Array: (bytes) => new Float32Array(bytes.slice().buffer),
  Uint8Array: (bytes) => bytes,
  Uint8ClampedArray: (bytes) => bytes,
};

/** An archive may hold arrays of zeros that somebody has packed. */
const GROWTH = { growth: 200, least: 2 ** 20 } as const;

/**
 * A saved result as an .npz archive: every array in a file of its own, and all
 * else in `manifest.json`, in which `{ "npy": "values" }` stands for an array.
 *
 * @param record What a result's `toJSON` gives.
 * @param about What the manifest says beside it.
 */
export function packRecord(
  record: Json,
  about: JsonObject,
): Uint8Array<ArrayBuffer> {
  const files: Record<string, Uint8Array> = {};
  const arrays: Record<string, Json> = {};
  const taken = new Set<string>();
  const pack = (
    value: Json,
    path: readonly string[],
    around: JsonObject,
  ): Json => {
    if (Array.isArray(value)) {
      return value.map((each, i) => pack(each, [...path, `${i}`], around));
    }
    if (!isRecord(value)) return value;
    const [type, bytes] = arrayIn(value) ?? [];
    if (type === undefined || bytes === undefined) {
      return Object.fromEntries(
        Object.entries(value as JsonObject).map(([name, each]) => [
          name,
          pack(each, [...path, name], value as JsonObject),
        ]),
      );
    }
    const name = freeName(path, taken);
    const values = ARRAYS[type]!(bytes);
    const shape = shapeOf(values.length, around);
    files[`${name}.npy`] = encodeNpy({ values, shape });
    arrays[name] = { dtype: dtypeOf(values), shape };
    return { npy: name, type };
  };
  const packed = pack(record, [], {});
  const manifest = { archive: ARCHIVE, ...about, arrays, record: packed };
  return zip({
    ...files,
    [MANIFEST]: new TextEncoder().encode(JSON.stringify(manifest, null, 1)),
  });
}

/**
 * The saved result in an archive, as its class's `from` takes it, and what the
 * manifest says beside it.
 *
 * @throws {Error} With the reason, if it is none or is damaged.
 */
export function unpackRecord(
  bytes: Uint8Array,
): { readonly record: JsonObject; readonly about: JsonObject } {
  const files = unzip(bytes, {
    ...GROWTH,
    isWanted: (name) => name === MANIFEST || name.endsWith(".npy"),
    checksum: true,
  });
  const text = files.get(MANIFEST);
  if (text === undefined) throw new TypeError(`it must have a ${MANIFEST}`);
  const manifest: unknown = JSON.parse(
    new TextDecoder("utf-8", { fatal: true }).decode(text),
  );
  if (!isRecord(manifest) || manifest.archive !== ARCHIVE) {
    throw new TypeError(
      `its ${MANIFEST} must say that it is a "${ARCHIVE}"`,
    );
  }
  const { arrays, record } = manifest;
  if (!isRecord(arrays) || !isRecord(record)) {
    throw new TypeError(`its ${MANIFEST} must have arrays and a record`);
  }
  const unpack = (value: unknown): Json => {
    if (Array.isArray(value)) return value.map(unpack);
    if (!isRecord(value)) return value as Json;
    const { npy, type } = value;
    if (typeof npy === "string" && typeof type === "string") {
      return { [type]: arrayOf(npy, type, files, arrays) };
    }
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [name, unpack(each)]),
    );
  };
  return {
    record: unpack(record) as JsonObject,
    about: manifest as JsonObject,
  };
}

/** The array of an archive as saved results have it: its bytes in base64. */
function arrayOf(
  name: string,
  type: string,
  files: ReadonlyMap<string, Uint8Array>,
  arrays: Readonly<Record<string, unknown>>,
): string {
  const file = files.get(`${name}.npy`);
  if (file === undefined) throw new TypeError(`it must have ${name}.npy`);
  const { values, shape } = decodeNpy(file);
  const said = arrays[name];
  const dtype = dtypeOf(values);
  if (
    !isRecord(said) || said.dtype !== dtype ||
    String(said.shape) !== String(shape)
  ) {
    throw new TypeError(
      `its ${name}.npy must be as ${MANIFEST} says: it is ${dtype} [${shape}]`,
    );
  }
  if (
    !Object.hasOwn(ARRAYS, type) ||
    dtypeOf(ARRAYS[type]!(new Uint8Array())) !== dtype
  ) {
    throw new TypeError(`its ${name}.npy must be a ${type}: it is ${dtype}`);
  }
  const { buffer, byteOffset, byteLength } = values;
  return toBase64(new Uint8Array(buffer, byteOffset, byteLength));
}

/** The array that a value stands for, as results save it. */
function arrayIn(
  value: Readonly<Record<string, unknown>>,
): readonly [type: string, bytes: Uint8Array] | undefined {
  const [[type, text] = [], more] = Object.entries(value);
  return type !== undefined && more === undefined &&
      Object.hasOwn(ARRAYS, type) && typeof text === "string"
    ? [type, fromBase64(text)]
    : undefined;
}

/**
 * The shape of an array by what stands beside it: its own, that of the pictures
 * of images, or that of the maps of images.
 */
function shapeOf(length: number, around: JsonObject): readonly number[] {
  const listIn = (value: Json | undefined): readonly number[] =>
    Array.isArray(value) ? value : [];
  const own = listIn(around.shape);
  const images = isRecord(around.images)
    ? listIn((around.images as JsonObject).shape).slice(0, 3)
    : [];
  const shapes = [own, [...own.slice(0, 3), 3], images];
  return shapes.find((shape) =>
    shape.length > 0 &&
    shape.reduce((size, side) => size * side, 1) === length
  ) ?? [length];
}

/** A name in an archive that no other array has, and that every system takes. */
function freeName(path: readonly string[], taken: Set<string>): string {
  const plain = path.map((part) => part.replaceAll(/[^A-Za-z0-9_-]+/g, "_"))
    .filter((part, i) => part !== "values" || i === 0).join(".").slice(0, 100);
  let name = plain;
  // Some systems tell no capitals apart.
  for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${plain}_${i}`;
  taken.add(name.toLowerCase());
  return name;
}
