/** What a field holds, in 32 bits: an address of the heap or a number of bytes, an integer, a float. */
export type FieldType = "address" | "i32" | "f32";

/** The fields of a record by name, in their order. */
export type Fields = Readonly<Record<string, FieldType>>;

/** A value of every field; what is true is 1. */
export type FieldValues<F extends Fields> = {
  readonly [Name in keyof F]: number | boolean;
};

/**
 * A record as it lies in the heap.
 *
 * The `args.ts` of an operation declares what its kernels are called with; it is
 * the one place that says so. `deno task kernels` makes a class of each record
 * for AssemblyScript, which imports it from `./args`.
 */
export class Struct<F extends Fields> {
  /** The fields in their order. */
  readonly fields: F;
  /** Size of a record in the heap. */
  readonly bytes: number;
  readonly #entries: readonly (readonly [name: string, isFloat: boolean])[];

  /** A record with these fields. */
  constructor(fields: F) {
    this.fields = fields;
    this.#entries = Object.entries(fields)
      .map(([name, type]) => [name, type === "f32"]);
    this.bytes = 4 * this.#entries.length;
  }

  /** A record as the 32-bit numbers that it consists of. */
  pack(values: FieldValues<F>): number[] {
    return this.#entries.map(([name, isFloat]) =>
      isFloat ? f32Bits(Number(values[name])) : Number(values[name])
    );
  }
}

/** A record with these fields, in their order. */
export function struct<const F extends Fields>(fields: F): Struct<F> {
  return new Struct(fields);
}

const floats = new Float32Array(1);
const words = new Int32Array(floats.buffer);

/** The bits of a 32-bit float as an integer. */
function f32Bits(value: number): number {
  floats[0] = value;
  return words[0]!;
}
