import { describeValue, isRecord } from "../../../options/mod.ts";
import { MalformedModelError } from "../../malformed_model_error.ts";

/** Greater than any size, stride or margin that a network has. */
const LARGEST = 2 ** 20;

/** Which integers an entry may be. */
export interface IntegerRange {
  /** @default {1} */
  readonly from?: number;
  /** @default {1048576} */
  readonly to?: number;
}

/**
 * The configuration of a layer under Keras's names, entry by entry: every read
 * checks type and range, and remembers that the entry was honored.
 */
export class LayerConfig {
  readonly #layer: string;
  readonly #entries: Readonly<Record<string, unknown>>;
  readonly #read = new Set<string>();

  /**
   * The configuration.
   *
   * @param layer The layer's name and class, for messages.
   * @param entries What the file, or the layer itself, says.
   */
  constructor(layer: string, entries: Readonly<Record<string, unknown>>) {
    this.#layer = layer;
    this.#entries = entries;
  }

  /** All entries but the name. */
  get entries(): Readonly<Record<string, unknown>> {
    const { name: _, ...entries } = this.#entries;
    return entries;
  }

  /** The entries that nobody has asked for and that say something. */
  get unread(): readonly (readonly [name: string, value: unknown])[] {
    return Object.entries(this.#entries).filter(([name, value]) =>
      !this.#read.has(name) && value !== null && value !== undefined &&
      value !== false
    );
  }

  /** The entry as it is; `undefined` where it is absent or null. */
  value(name: string): unknown {
    this.#read.add(name);
    const value = Object.hasOwn(this.#entries, name)
      ? this.#entries[name]
      : undefined;
    return value === null ? undefined : plainValue(value);
  }

  /** Counts entries as honored that have no effect on the outputs. */
  ignore(...names: readonly string[]): void {
    names.forEach((name) => this.#read.add(name));
  }

  /** Counts all entries as honored. */
  ignoreAll(): void {
    this.ignore(...Object.keys(this.#entries));
  }

  /** True or false. */
  flag(name: string, fallback: boolean): boolean {
    const value = this.value(name) ?? fallback;
    if (typeof value === "boolean") return value;
    throw this.malformed(name, "true or false");
  }

  /** A finite number. */
  number(name: string, fallback?: number): number {
    const value = this.value(name) ?? fallback;
    if (typeof value === "number" && Number.isFinite(value)) return value;
    throw this.malformed(name, "a number");
  }

  /** A finite number, or nothing. */
  optionalNumber(name: string): number | undefined {
    return this.value(name) === undefined ? undefined : this.number(name);
  }

  /** An integer; a list of one stands for it. */
  integer(name: string, range: IntegerRange = {}, fallback?: number): number {
    const value = this.value(name) ?? fallback;
    const number = Array.isArray(value) && value.length === 1
      ? value[0]
      : value;
    if (isWithin(number, range)) return number;
    throw this.malformed(name, `an integer ${described(range)}`);
  }

  /** `length` integers; one stands for all. */
  integers(
    name: string,
    length: number,
    range: IntegerRange = {},
    fallback?: number,
  ): readonly number[] {
    const value = this.value(name) ?? fallback;
    const numbers = Array.isArray(value)
      ? value.length === 1 ? Array(length).fill(value[0]) : value
      : Array(length).fill(value);
    if (
      numbers.length === length && numbers.every((n) => isWithin(n, range))
    ) return numbers;
    throw this.malformed(
      name,
      `${length} integers ${described(range)}, or one`,
    );
  }

  /** Two integers, for height and width. */
  pair(
    name: string,
    range: IntegerRange = {},
    fallback?: number,
  ): readonly [number, number] {
    const [first, second] = this.integers(name, 2, range, fallback);
    return [first!, second!];
  }

  /** One of some names; written in capitals, it is the same. */
  oneOf<const T extends string>(
    name: string,
    names: readonly T[],
    fallback?: NoInfer<T>,
  ): T {
    const value = this.value(name) ?? fallback;
    const found = names.find((one) =>
      typeof value === "string" && one === value.toLowerCase()
    );
    if (found !== undefined) return found;
    throw this.malformed(
      name,
      `one of ${names.map((one) => JSON.stringify(one)).join(", ")}`,
    );
  }

  /** An axis of an array of `rank` axes, counted from the front. */
  axis(name: string, rank: number, fallback?: number): number {
    const axes = this.axes(name, rank, fallback);
    if (axes.length === 1) return axes[0]!;
    throw this.malformed(name, "one axis");
  }

  /** Axes of an array of `rank` axes, counted from the front, in order. */
  axes(name: string, rank: number, fallback?: number): readonly number[] {
    const value = this.value(name) ?? fallback;
    const list = Array.isArray(value) ? value : [value];
    const axes = list.map((axis) => axis < 0 ? axis + rank : axis)
      .sort((a, b) => a - b);
    const fit = list.every((axis) => Number.isSafeInteger(axis)) &&
      axes.every((axis) => axis >= 1 && axis < rank) &&
      new Set(axes).size === axes.length;
    if (fit) return axes;
    throw this.malformed(
      name,
      `one or several of the axes 1…${rank - 1}, or −1…−${rank - 1}`,
    );
  }

  /** Numbers in a list, or in lists of lists, with the shape of that. */
  numbers(
    name: string,
  ): { readonly values: readonly number[]; readonly shape: readonly number[] } {
    const value = this.value(name);
    const shape: number[] = [];
    for (let at = value; Array.isArray(at); at = at[0]) shape.push(at.length);
    const values = (Array.isArray(value) ? value : [value])
      .flat(shape.length) as readonly unknown[];
    const size = shape.reduce((a, b) => a * b, 1);
    if (values.length === size && values.every(isFiniteNumber)) {
      return { values, shape };
    }
    throw this.malformed(name, "numbers");
  }

  /** The error for an entry that is not what it must be. */
  malformed(name: string, required: string): MalformedModelError {
    return new MalformedModelError(
      `the layer ${this.#layer} must have as "${name}" ${required}: current value is ${
        describeValue(this.#entries[name])
      }`,
    );
  }
}

/** A value that Keras has wrapped with its type, as NumPy's numbers are. */
function plainValue(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const { class_name: wrapper, config, type } = value;
  if (wrapper === "__numpy__" || wrapper === "__tensor__") {
    return isRecord(config) ? config["value"] : value;
  }
  if (wrapper === "__tuple__") return value["items"];
  return type === "ndarray" ? value["value"] : value;
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isWithin(
  value: unknown,
  { from = 1, to = LARGEST }: IntegerRange,
): value is number {
  return typeof value === "number" && Number.isInteger(value) &&
    value >= from && value <= to;
}

function described({ from = 1, to = LARGEST }: IntegerRange): string {
  return `from ${from} to ${to}`;
}
