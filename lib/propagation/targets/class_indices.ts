import type { ClassChoice } from "./target.ts";

/**
 * The index of the chosen class for each of `count` images.
 *
 * @returns One index per image, or `undefined` where the choice is the argmax.
 * @throws {RangeError} If a class does not exist or their number does not fit.
 */
export function classIndices(
  choice: ClassChoice,
  count: number,
  classes: number,
  names: readonly string[] | undefined,
): readonly number[] | undefined {
  if (choice === undefined) return undefined;
  const list = Array.isArray(choice) ? choice : Array(count).fill(choice);
  if (list.length !== count) {
    throw new RangeError(
      `Cannot choose classes as there must be one, or one for each of ${count} images: current number is ${list.length}`,
    );
  }
  return list.map((wanted) => classIndex(wanted, classes, names));
}

function classIndex(
  wanted: number | string,
  classes: number,
  names: readonly string[] | undefined,
): number {
  if (typeof wanted === "string") {
    const index = names?.indexOf(wanted) ?? -1;
    if (index >= 0) return index;
    throw new RangeError(
      `Cannot explain the class "${wanted}" as it must be one of ${
        names
          ? names.slice(0, 20).join(", ")
          : "the model's class names, and it has none"
      }`,
    );
  }
  if (Number.isInteger(wanted) && wanted >= 0 && wanted < classes) {
    return wanted;
  }
  throw new RangeError(
    `Cannot explain the class ${wanted} as it must be an integer from 0 to ${
      classes - 1
    }`,
  );
}
