/** The numbers that an option may be, and how to say so. */
interface Rule {
  readonly holds: (value: number) => boolean;
  readonly words: string;
}

/** What numbers an option may be. */
export const NUMBERS = {
  positive: {
    holds: (value) => value > 0 && Number.isFinite(value),
    words: "a positive number",
  },
  notNegative: {
    holds: (value) => value >= 0 && Number.isFinite(value),
    words: "a number of 0 or more",
  },
  share: { holds: (value) => value >= 0 && value <= 1, words: "in [0, 1]" },
  shareBelowOne: {
    holds: (value) => value >= 0 && value < 1,
    words: "in [0, 1)",
  },
  factor: { holds: (value) => value > 0 && value <= 1, words: "in (0, 1]" },
  count: {
    holds: (value) => Number.isInteger(value) && value >= 1,
    words: "a positive integer",
  },
  twoOrMore: {
    holds: (value) => Number.isInteger(value) && value >= 2,
    words: "an integer of 2 or more",
  },
  integer: { holds: Number.isSafeInteger, words: "an integer" },
  countOrZero: {
    holds: (value) => Number.isInteger(value) && value >= 0,
    words: "an integer of 0 or more",
  },
} as const satisfies Readonly<Record<string, Rule>>;

/**
 * Throws unless an option is a number of the given kind.
 *
 * @param action What cannot be done otherwise.
 * @throws {RangeError} If it is another number.
 * @throws {TypeError} If it is no number.
 */
export function checkNumber(
  name: string,
  value: number,
  kind: keyof typeof NUMBERS,
  action = "train",
): void {
  const { holds, words } = NUMBERS[kind];
  if (typeof value === "number" && holds(value)) return;
  const Failure = typeof value === "number" ? RangeError : TypeError;
  throw new Failure(
    `Cannot ${action} as ${name} must be ${words}: current value is ${
      typeof value === "number" ? value : JSON.stringify(value)
    }`,
  );
}
