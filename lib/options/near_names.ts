import leven from "leven";

const MOST_NAMES = 5;

/** Part of the letters of the longer name that may be another's at most. */
const MOST_CHANGED = 0.4;

/**
 * The names that are near to one that does not exist, nearest first: those that
 * hold it, or become it by few changes. There may be none. A name that is a list
 * of synonyms, as ImageNet's are, is as near as the nearest of them.
 */
export function nearNames(
  wanted: string,
  names: readonly string[],
): readonly string[] {
  const key = wanted.trim().toLowerCase();
  if (key === "") return [];
  return names
    .map((name) => ({ name, distance: distance(name.toLowerCase(), key) }))
    .filter(({ distance }) => distance <= MOST_CHANGED)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MOST_NAMES)
    .map(({ name }) => name);
}

/** The changes from one name to the other, as a part of the longer one. */
function distance(name: string, key: string): number {
  if (name.includes(key)) return 0;
  const synonyms = [name, ...name.split(/,\s*/)];
  return Math.min(
    ...synonyms.map((one) =>
      leven(one, key) / Math.max(one.length, key.length)
    ),
  );
}
