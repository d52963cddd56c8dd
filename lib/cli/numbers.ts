/**
 * The numbers in a text, separated by commas.
 *
 * @param name What they are for, as on the command line.
 * @throws {RangeError} If one is no number.
 */
export function numbers(name: string, text: string): readonly number[] {
  const parts = text.split(",");
  const values = parts.map((part) => part.trim() === "" ? NaN : Number(part));
  if (values.every(Number.isFinite)) return values;
  throw new RangeError(
    `Cannot use --${name} as it must be numbers with commas in between: current value is "${text}"`,
  );
}
