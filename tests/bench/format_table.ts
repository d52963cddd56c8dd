/**
 * A table in columns: the first to the left, numbers to the right. A row with
 * fewer cells than the header ends in a remark, which no column is made wide
 * for.
 */
export function formatTable(
  [header, ...rows]: readonly [
    readonly string[],
    ...(readonly string[])[],
  ],
): string {
  const columns = [header, ...rows].map((row) =>
    row.length === header.length ? row : row.slice(0, -1)
  );
  const widths = header.map((_, i) =>
    Math.max(...columns.map((row) => row[i]?.length ?? 0))
  );
  const line = (row: readonly string[]) =>
    row.map((cell, i) =>
      i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)
    ).join("  ");
  return [header, ...rows].map((row) =>
    row.length === header.length
      ? line(row)
      : `${line(row.slice(0, -1))}  ${row.at(-1)}`
  ).join("\n");
}
