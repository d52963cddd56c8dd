import leven from "leven";

const MOST_NAMES = 5;

/** The names that are nearest to one that does not exist, nearest first. */
export function nearNames(
  wanted: string,
  names: readonly string[],
): readonly string[] {
  const key = wanted.toLowerCase();
  const distance = (name: string) =>
    name.toLowerCase().includes(key) ? 0 : leven(name.toLowerCase(), key);
  return names
    .map((name) => ({ name, distance: distance(name) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MOST_NAMES)
    .map(({ name }) => name);
}
