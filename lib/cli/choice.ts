/**
 * The entry of a table that the command line names.
 *
 * @param option Its name on the command line.
 * @throws {RangeError} If the table has no such entry.
 */
export function choice<T>(
  option: string,
  name: string,
  table: Readonly<Record<string, T>>,
): T {
  if (Object.hasOwn(table, name)) return table[name]!;
  throw new RangeError(
    `Cannot use --${option} "${name}": it must be one of ${
      Object.keys(table).join(", ")
    }`,
  );
}
