import type * as fc from "fast-check";

/** Something that reads what it is given, and that is given anything. */
export interface FuzzTarget<T = unknown> {
  /** What it is given. */
  readonly cases: fc.Arbitrary<T>;
  /**
   * Fails unless the case ends well: with a result that is right, or with an
   * `Error` that says why not, and with nothing left behind.
   */
  readonly check: (value: T, folder: string) => Promise<void>;
}

/** Runs `read` and fails if it throws anything but an error with a message. */
export async function endsWell(read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (error instanceof Unexpected) throw error;
    if (!(error instanceof Error)) throw new Unexpected(`${error} was thrown`);
    if (error.message === "") throw new Unexpected("an error says nothing");
    if (error.message.length > 2000) {
      throw new Unexpected(
        `an error prints ${error.message.length} characters`,
      );
    }
    if (INTERNAL.test(`${error.name}: ${error.message}`)) {
      throw new Unexpected(`an error of the inside came out: ${error.stack}`);
    }
  }
}

/** A failure of the code that is fuzzed. */
export class Unexpected extends Error {
  override readonly name = "Unexpected";
}

/** What V8 says of a slip in the code, not of what was read. */
const INTERNAL =
  /Cannot (read|set) propert|is not a function|is not iterable|is not defined|undefined \(reading|Maximum call stack|Invalid (array|typed array|string) length|Array buffer allocation|memory access out of bounds|unreachable/;
