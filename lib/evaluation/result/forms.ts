import { describeValue, isRecord } from "../../options/mod.ts";

/** What a part of parsed JSON must be: throws where it is not. */
export type Form = (value: unknown, name: string) => void;

/** What is thrown where a part is not what it must be. */
export function wrong(
  name: string,
  expected: string,
  value: unknown,
): SyntaxError {
  return new SyntaxError(
    `Cannot read a record as ${name} must be ${expected}: current value is ${
      describeValue(value)
    }`,
  );
}

/** A part that a test tells. */
export function is(expected: string, test: (value: unknown) => boolean): Form {
  return (value, name) => {
    if (!test(value)) throw wrong(name, expected, value);
  };
}

/** A text. */
export const string = is("a string", (value) => typeof value === "string");
/** True or false. */
export const flag = is("true or false", (value) => typeof value === "boolean");
/** A number. */
export const finite = is("a finite number", Number.isFinite);
/** The length of a dimension. */
export const length = is(
  "a positive integer",
  (value) => Number.isSafeInteger(value) && Number(value) > 0,
);
/** A number of a table, or none. */
export const cell = is(
  "a finite number or null",
  (value) => value === null || Number.isFinite(value),
);
/** What came out of JSON.parse is JSON; what was never text is checked. */
export const json = is("JSON", (value) => isJson(value));

/** Deeper than any record is: a file must not fill the stack. */
const DEEPEST = 100;

function isJson(value: unknown, depth: number = 0): boolean {
  if (value === null || typeof value === "string") return true;
  if (typeof value === "boolean" || Number.isFinite(value)) return true;
  if (depth === DEEPEST) return false;
  const parts = Array.isArray(value)
    ? value
    : isRecord(value)
    ? Object.values(value)
    : undefined;
  return parts?.every((part) => isJson(part, depth + 1)) ?? false;
}

/** One of some values. */
export function oneOf(...values: readonly unknown[]): Form {
  return is(
    values.map((value) => JSON.stringify(value)).join(" or "),
    (value) => values.includes(value),
  );
}

/** A list of parts of one form. */
export function list(each: Form, least = 0): Form {
  return (value, name) => {
    if (!Array.isArray(value) || value.length < least) {
      throw wrong(name, `a list of ${least} or more entries`, value);
    }
    value.forEach((entry, i) => each(entry, `${name}[${i}]`));
  };
}

/** A part that may be left out. */
export function optional(form: Form): Form {
  return (value, name) => {
    if (value !== undefined) form(value, name);
  };
}

/** An object with these fields; others are not looked at. */
export function record(fields: Readonly<Record<string, Form>>): Form {
  return (value, name) => {
    if (!isRecord(value)) throw wrong(name, "an object", value);
    for (const [key, form] of Object.entries(fields)) {
      form(
        Object.hasOwn(value, key) ? value[key] : undefined,
        `${name}.${key}`,
      );
    }
  };
}

/** An object of entries of one form, whatever they are called. */
export function dictionary(each: Form): Form {
  return (value, name) => {
    if (!isRecord(value)) throw wrong(name, "an object", value);
    for (const [key, entry] of Object.entries(value)) {
      each(entry, `${name}.${key}`);
    }
  };
}

/** A list in which every entry has a name of its own. */
export function named(each: Form): Form {
  return (value, name) => {
    list(each, 1)(value, name);
    const names = (value as readonly { name: string }[]).map(({ name }) =>
      name
    );
    if (new Set(names).size < names.length) {
      throw wrong(name, "a list with every name once", names);
    }
  };
}
