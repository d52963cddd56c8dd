import h5wasm, { Attribute, Dataset, Group } from "h5wasm";

/** How much larger than the file its arrays may be: some are packed. */
const MOST_GROWTH = 64;

/** What small files may grow to in any case, in bytes. */
const LEAST_LIMIT = 1 << 24;

/** An array of an HDF5 file. */
export interface Hdf5Array {
  /** Lengths of its axes. */
  readonly shape: readonly number[];
  /** What the file stores its values as, such as `float16`. */
  readonly type: string;
  /** Its values, row by row, as 32-bit floats. */
  readonly read: () => Float32Array;
}

let opened = 0;

/**
 * An HDF5 file in memory, read by the HDF5 library itself (h5wasm), which ends
 * in an error where a file is malformed.
 */
export class Hdf5File implements Disposable {
  readonly #file: Group & { close(): void };
  readonly #path: string;
  readonly #remove: (path: string) => void;
  #left: number;

  private constructor(
    file: Group & { close(): void },
    path: string,
    remove: (path: string) => void,
    limit: number,
  ) {
    this.#file = file;
    this.#path = path;
    this.#remove = remove;
    this.#left = limit;
  }

  /**
   * Opens a file.
   *
   * @throws {Error} With the reason, if it is none.
   */
  static async open(bytes: Uint8Array): Promise<Hdf5File> {
    const { FS, activate_throwing_error_handler: throwErrors } = await h5wasm
      .ready;
    throwErrors();
    const path = `/${opened++}.h5`;
    FS.writeFile(path, bytes);
    const remove = (path: string) => FS.unlink(path);
    try {
      const limit = Math.max(LEAST_LIMIT, MOST_GROWTH * bytes.length);
      return new Hdf5File(new h5wasm.File(path, "r"), path, remove, limit);
    } catch (error) {
      remove(path);
      throw error;
    }
  }

  /** The names in a group; none if there is no such group. */
  names(path: string): readonly string[] {
    const group = this.#at(path);
    return group instanceof Group ? group.keys() : [];
  }

  /** An attribute that is a text. */
  text(path: string, name: string): string | undefined {
    const value = this.#attribute(path, name);
    return typeof value === "string" ? plain(value) : undefined;
  }

  /**
   * An attribute that is a list of texts. Keras cuts a long one into `name0`,
   * `name1`, …
   */
  texts(path: string, name: string): readonly string[] | undefined {
    const whole = this.#attribute(path, name);
    if (whole !== undefined) return textsOf(whole);
    const parts: string[] = [];
    for (let i = 0;; i++) {
      const part = this.#attribute(path, `${name}${i}`);
      if (part === undefined) return i === 0 ? undefined : parts;
      parts.push(...textsOf(part));
    }
  }

  /**
   * The array at a path, if there is one.
   *
   * @throws {RangeError} If arrays are much larger than the file.
   */
  array(path: string): Hdf5Array | undefined {
    const dataset = this.#at(path);
    if (!(dataset instanceof Dataset)) return undefined;
    const shape = dataset.shape ?? [];
    const size = shape.reduce((size, length) => size * length, 1);
    this.#left -= size * (dataset.metadata?.size ?? 8);
    if (!(this.#left >= 0)) {
      throw new RangeError(
        `its arrays must not be over ${MOST_GROWTH} times as large as the file`,
      );
    }
    const type = typeOf(dataset.metadata);
    return { shape, type, read: () => floats(dataset.value, size, path) };
  }

  /** Forgets the file. */
  [Symbol.dispose](): void {
    this.#file.close();
    this.#remove(this.#path);
  }

  #at(path: string) {
    const names = path.split("/").filter((name) => name !== "");
    let at: unknown = this.#file;
    for (const name of names) {
      if (!(at instanceof Group) || !at.keys().includes(name)) return undefined;
      at = at.get(name);
    }
    return at;
  }

  #attribute(path: string, name: string): unknown {
    const place = this.#at(path);
    if (!(place instanceof Group)) return undefined;
    const { attrs } = place;
    const attribute = Object.hasOwn(attrs, name) ? attrs[name] : undefined;
    return attribute instanceof Attribute ? attribute.value : undefined;
  }
}

/** The names of the classes of numbers in the HDF5 library. */
const CLASSES = ["int", "float"];

function typeOf(metadata: Dataset["metadata"] | undefined): string {
  const name = CLASSES[metadata?.type ?? 1] ?? "number";
  return `${name}${8 * (metadata?.size ?? 4)}`;
}

/** Fixed-length texts are filled up with NULs. */
function plain(text: string): string {
  return text.replace(/\0+$/, "");
}

function textsOf(value: unknown): readonly string[] {
  // An empty list has no type, and comes as one of numbers.
  if (ArrayBuffer.isView(value) && value.byteLength === 0) return [];
  const list = Array.isArray(value) ? value : [value];
  if (list.every((item) => typeof item === "string")) return list.map(plain);
  throw new TypeError("an attribute must hold texts");
}

function floats(value: unknown, size: number, path: string): Float32Array {
  const list = typeof value === "number" ? [value] : value;
  const isNumbers = (ArrayBuffer.isView(list) && "length" in list) ||
    Array.isArray(list);
  const values = isNumbers
    ? Float32Array.from(list as ArrayLike<number | bigint>, Number)
    : undefined;
  if (values?.length === size) return values;
  throw new TypeError(`"${path}" must hold ${size} numbers`);
}
