import * as fc from "fast-check";

/** What happens to the bytes of a file. */
export interface Damage {
  /** Where, as shares of the length, bytes are set, and to what. */
  readonly bytes: readonly (readonly [place: number, value: number])[];
  /** The share of the file that is left, or all of it. */
  readonly left: number | null;
  /** What is put in, and where. */
  readonly inserted: readonly [place: number, bytes: Uint8Array] | null;
}

const place = fc.oneof(
  { weight: 2, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
  // Headers stand in front, where damage does most.
  { weight: 2, arbitrary: fc.double({ min: 0, max: 0.05, noNaN: true }) },
);

const byte = fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255));

/** Damage of every kind. */
export const damages: fc.Arbitrary<Damage> = fc.record({
  bytes: fc.array(fc.tuple(place, byte), { maxLength: 6 }),
  left: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 3 }),
  inserted: fc.option(fc.tuple(place, fc.uint8Array({ maxLength: 16 })), {
    freq: 3,
  }),
});

/** A damaged copy of a file. */
export function damaged(
  file: Uint8Array,
  damage: Damage,
): Uint8Array<ArrayBuffer> {
  const at = (place: number) =>
    Math.min(file.length, Math.floor(place * file.length));
  let bytes = Uint8Array.from(file);
  for (const [place, value] of damage.bytes) bytes[at(place)] = value;
  if (damage.left !== null) bytes = bytes.slice(0, at(damage.left));
  if (damage.inserted !== null) {
    const [place, more] = damage.inserted;
    const head = bytes.subarray(0, at(place));
    bytes = Uint8Array.from([...head, ...more, ...bytes.subarray(at(place))]);
  }
  return bytes;
}
