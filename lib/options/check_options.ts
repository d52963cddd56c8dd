import { describeValue } from "./describe_value.ts";
import { nearNames } from "./near_names.ts";
import { isRecord, isSparse, type Requirement } from "./requirements.ts";

/**
 * A requirement for every option of an options type. It is total: an option
 * that is added to the type and not here does not compile.
 */
export type OptionRequirements<Options> = {
  readonly [Name in keyof Required<Options>]: Requirement;
};

/**
 * Checks an options object at the door of a public function. Cells of a
 * notebook are not type-checked, and a misspelt option that is ignored draws
 * another map without a word.
 *
 * An option that is `undefined` counts as left out.
 *
 * @param action What cannot be done otherwise, as "run fullGrad".
 * @param options What the caller passed.
 * @param requirements What every option must be.
 * @throws {TypeError} If `options` is not a plain object, has an option that
 * does not exist, or one of another type.
 * @throws {RangeError} If an option has the right type and another value.
 */
export function checkOptions<Options extends object>(
  action: string,
  options: Options,
  requirements: OptionRequirements<Options>,
): void {
  if (!isRecord(options)) {
    throw new TypeError(
      `Cannot ${action} as options must be an object such as { ${
        Object.keys(requirements)[0] ?? ""
      }: … }: current value is ${describeValue(options)}`,
    );
  }
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(requirements, name)) {
      throw new TypeError(unknownOption(action, name, requirements));
    }
    if (value === undefined) continue;
    checkValue(action, name, value, requirements[name as keyof Options]);
  }
}

/**
 * Checks one value that must be what `requirement` says. A list with a hole is of
 * no type, whatever a requirement makes of the others.
 *
 * @param action What cannot be done otherwise, as "run fullGrad".
 * @param name How the caller calls the value.
 * @throws {TypeError} If the value has another type.
 * @throws {RangeError} If it has the right type and another value.
 */
export function checkValue(
  action: string,
  name: string,
  value: unknown,
  { expected, isType, isValue }: Requirement,
): void {
  const hasType = !isSparse(value) && isType(value);
  if (hasType && (isValue?.(value as never) ?? true)) return;
  const message =
    `Cannot ${action} as ${name} must be ${expected}: current value is ${
      describeValue(value)
    }`;
  throw hasType ? new RangeError(message) : new TypeError(message);
}

/**
 * Checks the position of one of some things.
 *
 * @param action What cannot be done otherwise, as "draw image 3".
 * @param count How many there are.
 * @throws {RangeError} If there is none at this position.
 */
export function checkIndex(action: string, index: number, count: number): void {
  if (Number.isInteger(index) && index >= 0 && index < count) return;
  throw new RangeError(
    `Cannot ${action} as it must be an integer from 0 to ${count - 1}`,
  );
}

/**
 * Checks an object that holds values by names of the caller's, such as methods.
 *
 * @param action What cannot be done otherwise, as "average methods".
 * @param name How the caller calls the object.
 * @param values What the caller passed.
 * @param each What every value must be.
 * @throws {TypeError} If it is no object literal, or a value has another type.
 * @throws {RangeError} If it is empty, or a value is none of those allowed.
 */
export function checkNamed(
  action: string,
  name: string,
  values: unknown,
  each: Requirement,
): void {
  checkValue(action, name, values, NAMED);
  for (const [key, value] of Object.entries(values as object)) {
    checkValue(action, `${name}.${key}`, value, each);
  }
}

const NAMED: Requirement = {
  expected: "an object, not empty, of values by their names",
  isType: isRecord,
  isValue: (values: object) => Object.keys(values).length > 0,
};

function unknownOption(
  action: string,
  name: string,
  requirements: object,
): string {
  const names = Object.keys(requirements);
  const [nearest] = nearNames(name, names);
  return `Cannot ${action} as there is no option ${JSON.stringify(name)}${
    nearest === undefined ? "." : `: did you mean "${nearest}"?`
  } The options are ${names.join(", ")}`;
}
