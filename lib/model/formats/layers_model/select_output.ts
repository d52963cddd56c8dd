/**
 * Which output of a model with several is meant.
 *
 * @param names Their names.
 * @param layers The layers that they come from; these names count, too.
 * @param output A position or a name.
 * @throws {RangeError} If there is none.
 */
export function selectOutput(
  names: readonly string[],
  layers: readonly string[],
  output: number | string,
): number {
  const index = typeof output === "number"
    ? output
    : Math.max(names.indexOf(output), layers.indexOf(output));
  if (names[index] !== undefined) return index;
  throw new RangeError(
    `Cannot explain the output ${JSON.stringify(output)} as it must be one of ${
      names.map((name, i) => `${i} (${name})`).join(", ")
    }`,
  );
}
