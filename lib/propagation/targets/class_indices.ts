import { nearNames } from "../../options/mod.ts";
import type { ClassChoice } from "./target.ts";

/** Names that an error lists. */
const LISTED = 20;

/**
 * The index of the chosen class for each of `count` images.
 *
 * @returns One index per image, or `undefined` where the choice is the argmax.
 * @throws {RangeError} If a class does not exist, a name is that of several, or
 * the number of classes does not fit.
 */
export function classIndices(
  choice: ClassChoice,
  count: number,
  classes: number,
  names: readonly string[] | undefined,
): readonly number[] | undefined {
  if (choice === undefined) return undefined;
  const list: readonly (number | string)[] = typeof choice === "object"
    ? Array.from<number | string>(choice)
    : Array(count).fill(choice);
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
    return indexOf(wanted, classes, names);
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

/** ImageNet has two cranes and two maillots: such a name is no class. */
function indexOf(
  wanted: string,
  classes: number,
  names: readonly string[] = [],
): number {
  const found = names.flatMap((name, i) => name === wanted ? [i] : []);
  if (found.length === 1) return found[0]!;
  if (found.length > 1) {
    throw new RangeError(
      `Cannot explain the class "${wanted}" as a name must be that of one class: current classes of this name are ${
        found.join(", ")
      }. Give the index`,
    );
  }
  const near = nearNames(wanted, names).map((name) => `"${name}"`).join(", ");
  const listed = names.length > LISTED
    ? `one of the ${names.length} class names of the model${
      near === "" ? "" : `, of which near ones are ${near}`
    }`
    : names.length > 0
    ? `one of ${names.join(", ")}`
    : `an index from 0 to ${
      classes - 1
    }, as the model has no class names; classNames, where it is loaded, gives it some`;
  throw new RangeError(
    `Cannot explain the class "${wanted}" as it must be ${listed}`,
  );
}
