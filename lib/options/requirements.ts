/** What an option must be. */
export interface Requirement {
  /** In words that follow "must be": "a positive integer". */
  readonly expected: string;
  /** Whether a value has the type; if not, the error is a `TypeError`. */
  readonly isType: (value: unknown) => boolean;
  /**
   * Whether a value of the type is allowed; if not, the error is a
   * `RangeError`.
   *
   * @default every value is
   */
  readonly isValue?: (value: never) => boolean;
}

/** Whether a value is an object literal, from whichever realm. */
export function isRecord(
  value: unknown,
): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

const isNumber = (value: unknown) => typeof value === "number";

/** A number that `isValue` allows. */
export function number(
  expected: string,
  isValue: (value: number) => boolean,
): Requirement {
  return { expected, isType: isNumber, isValue };
}

/** 1, 2, 3, … */
export const positiveInteger: Requirement = number(
  "a positive integer",
  (value) => Number.isSafeInteger(value) && value >= 1,
);

/** 0, 1, 2, … */
export const nonNegativeInteger: Requirement = number(
  "a non-negative integer",
  (value) => Number.isSafeInteger(value) && value >= 0,
);

/** A seed of {@linkcode Random}. */
export const integer: Requirement = number("an integer", Number.isSafeInteger);

/** Neither NaN nor infinite. */
export const finite: Requirement = number("a finite number", Number.isFinite);

/** Above 0 and finite. */
export const positive: Requirement = number(
  "a positive number",
  (value) => Number.isFinite(value) && value > 0,
);

/** 0 or above, and finite. */
export const nonNegative: Requirement = number(
  "a non-negative number",
  (value) => Number.isFinite(value) && value >= 0,
);

/** Within `low`…`high`, both included. */
export function within(low: number, high: number): Requirement {
  return number(
    `within ${low}…${high}`,
    (value) => value >= low && value <= high,
  );
}

/** `true` or `false`. */
export const flag: Requirement = {
  expected: "true or false",
  isType: (value) => typeof value === "boolean",
};

/** A string that is not empty. */
export const text: Requirement = {
  expected: "a string that is not empty",
  isType: (value) => typeof value === "string",
  isValue: (value: string) => value.length > 0,
};

/** One of some values, which are told apart by `===`. */
export function oneOf(
  values: readonly (string | number | boolean)[],
): Requirement {
  const types = new Set(values.map((value) => typeof value));
  return {
    expected: values.length === 1
      ? JSON.stringify(values[0])
      : `one of ${values.map((value) => JSON.stringify(value)).join(", ")}`,
    isType: (value) =>
      types.has(typeof value as "string" | "number" | "boolean"),
    isValue: (value: string) => values.includes(value),
  };
}

/** Values to count with: plain or typed, which nobody looks into. */
export const numbers: Requirement = {
  expected: "a list of numbers, plain or typed",
  isType: (value) => Array.isArray(value) || ArrayBuffer.isView(value),
};

/** An object that a later stage looks into; not the promise of one. */
export function objectOf(expected: string): Requirement {
  return {
    expected,
    isType: (value) =>
      typeof value === "object" && value !== null && !("then" in value),
  };
}

/** Something to be called. */
export const callback: Requirement = {
  expected: "a function",
  isType: (value) => typeof value === "function",
};

/** What stops work that is under way. */
export const abortSignal: Requirement = {
  expected: "an AbortSignal",
  isType: (value) => value instanceof AbortSignal,
};

/** Whether a list has no value at a place, which `every` and `map` pass over. */
export function isSparse(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  for (let i = 0; i < value.length; i++) if (!(i in value)) return true;
  return false;
}

/** An array, not empty, of what `each` says. */
export function listOf(each: Requirement): Requirement {
  return {
    expected: `a list, not empty, in which each is ${each.expected}`,
    isType: (value) =>
      Array.isArray(value) && !isSparse(value) &&
      value.every((entry) => each.isType(entry)),
    isValue: (values: readonly never[]) =>
      values.length > 0 &&
      values.every((entry) => fits(each, entry)),
  };
}

/** An object literal with these fields and no other. */
export function recordOf(
  fields: Readonly<Record<string, Requirement>>,
): Requirement {
  const entries = Object.entries(fields);
  const expected = entries.map(([name, { expected }]) => `${name}: ${expected}`)
    .join(", ");
  return {
    expected: `{ ${expected} }`,
    isType: (value) =>
      isRecord(value) &&
      Object.keys(value).every((name) => Object.hasOwn(fields, name)) &&
      entries.every(([name, { isType }]) => isType(value[name])),
    isValue: (value: Readonly<Record<string, never>>) =>
      entries.every(([name, { isValue }]) => isValue?.(value[name]!) ?? true),
  };
}

/**
 * What another function of the package makes: an object, of whatever class, with
 * at least these fields.
 */
export function objectWith(
  expected: string,
  fields: Readonly<Record<string, Requirement>>,
): Requirement {
  return {
    expected,
    isType: (value) =>
      typeof value === "object" && value !== null &&
      Object.entries(fields).every(([name, requirement]) =>
        fits(requirement, (value as Readonly<Record<string, unknown>>)[name])
      ),
  };
}

/** Whether a value is what a requirement says. */
export function fits(
  { isType, isValue }: Requirement,
  value: unknown,
): boolean {
  return !isSparse(value) && isType(value) &&
    (isValue?.(value as never) ?? true);
}

/** What one of several requirements says. */
export function either(...allowed: readonly Requirement[]): Requirement {
  return {
    expected: allowed.map(({ expected }) => expected).join(", or "),
    isType: (value) => allowed.some(({ isType }) => isType(value)),
    isValue: (value: never) =>
      allowed.some((requirement) => fits(requirement, value)),
  };
}

/**
 * A value that a later stage checks, since what is right depends on more than
 * the value, as with a target and the model's classes.
 */
export const checkedLater: Requirement = {
  expected: "a value",
  isType: () => true,
};
