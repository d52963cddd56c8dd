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

/** An array, not empty, of what `each` says. */
export function listOf(each: Requirement): Requirement {
  return {
    expected: `a list, not empty, in which each is ${each.expected}`,
    isType: (value) =>
      Array.isArray(value) && value.every((entry) => each.isType(entry)),
    isValue: (values: readonly never[]) =>
      values.length > 0 &&
      values.every((entry) => each.isValue?.(entry) ?? true),
  };
}

/** What one of several requirements says. */
export function either(...allowed: readonly Requirement[]): Requirement {
  return {
    expected: allowed.map(({ expected }) => expected).join(", or "),
    isType: (value) => allowed.some(({ isType }) => isType(value)),
    isValue: (value: never) =>
      allowed.some(({ isType, isValue }) =>
        isType(value) && (isValue?.(value) ?? true)
      ),
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
