import {
  bytesToFloats,
  floatsToBytes,
  fromBase64,
  toBase64,
} from "../../platform/mod.ts";
import type { Json } from "../../display/mod.ts";
import {
  describeValue,
  either,
  finite,
  fits,
  isRecord,
  listOf,
  nonNegativeInteger,
  objectWith,
  oneOf,
  positiveInteger,
  type Requirement,
} from "../../options/mod.ts";
import type { Explained, NumericArray } from "./explained.ts";

/**
 * Plain data as JSON. A typed array becomes its bytes as base64, `{ Float32Array:
 * "…" }`, least significant byte first; a number that JSON has no word for
 * becomes `{ number: "Infinity" }`; what is undefined is left out.
 */
export function toJson(value: unknown): Json {
  if (value === null || typeof value === "string") return value;
  if (typeof value === "boolean") return value;
  if (typeof value === "number") {
    if (Object.is(value, -0)) return { number: "-0" };
    return Number.isFinite(value) ? value : { number: `${value}` };
  }
  if (value instanceof Float32Array) {
    return { Float32Array: toBase64(floatsToBytes(value)) };
  }
  if (value instanceof Uint8Array || value instanceof Uint8ClampedArray) {
    return { [value.constructor.name]: toBase64(new Uint8Array(value)) };
  }
  if (Array.isArray(value)) return value.map(toJson);
  return Object.fromEntries(
    Object.entries(value as object)
      .filter(([, part]) => part !== undefined)
      .map(([name, part]) => [name, toJson(part)]),
  );
}

/** The plain data that {@linkcode toJson} made JSON of. */
function fromJson(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(fromJson);
  if (!isRecord(json)) return json;
  const [[name, value] = [], more] = Object.entries(json);
  if (more === undefined && typeof value === "string") {
    if (name === "number") return Number(value);
    if (name === "Uint8Array") return fromBase64(value);
    if (name === "Uint8ClampedArray") {
      return new Uint8ClampedArray(fromBase64(value).buffer);
    }
    if (name === "Float32Array") return bytesToFloats(fromBase64(value));
  }
  return Object.fromEntries(
    Object.entries(json).map(([name, part]) => [name, fromJson(part)]),
  );
}

/**
 * The data of a result that {@linkcode toJson} saved, checked field by field:
 * files are not trusted.
 *
 * @param json A text, or the same parsed.
 * @param what What is read, for messages.
 * @param format What the result calls its form.
 * @param fields What its fields must be.
 * @throws {SyntaxError} If it is not of this form.
 */
export function readSaved(
  json: string | object,
  what: string,
  format: string,
  fields: Readonly<Record<string, Requirement>>,
): Readonly<Record<string, unknown>> {
  const fail = (requirement: string, value: unknown): never => {
    throw new SyntaxError(
      `Cannot read ${what} as ${requirement}: current value is ${
        describeValue(value)
      }`,
    );
  };
  const parsed = typeof json === "string" ? parse(json, what) : json;
  if (!isRecord(parsed)) return fail("it must be a JSON object", parsed);
  const { format: own, ...rest } = parsed;
  if (own !== format) fail(`its format must be "${format}"`, own);
  const data = decoded(rest, what) as Readonly<Record<string, unknown>>;
  for (const [name, requirement] of Object.entries(fields)) {
    if (fits(requirement, data[name])) continue;
    fail(`${name} must be ${requirement.expected}`, data[name]);
  }
  return data;
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`Cannot read ${what} as it must be JSON`, { cause });
  }
}

function decoded(json: unknown, what: string): unknown {
  try {
    return fromJson(json);
  } catch (cause) {
    throw new SyntaxError(
      `Cannot read ${what} as its arrays must be base64 of whole numbers`,
      { cause },
    );
  }
}

/** A requirement of a field that may be missing. */
export function optional(requirement: Requirement): Requirement {
  return either({
    expected: "left out",
    isType: (value) => value === undefined,
  }, requirement);
}

/** What a list of `each`, which may be empty, must be. */
export function anyListOf(each: Requirement): Requirement {
  return either(listOf(each), {
    expected: "an empty list",
    isType: (value) => Array.isArray(value) && value.length === 0,
  });
}

const words: Requirement = {
  expected: "a string",
  isType: (value) => typeof value === "string",
};

const floats: Requirement = {
  expected: "a Float32Array",
  isType: (value) => value instanceof Float32Array,
};

/** What a {@linkcode NumericArray} must be. */
export const NUMERIC_ARRAY: Requirement = {
  expected: "numbers and their shape",
  isType: (value) =>
    fits(
      objectWith("", { values: floats, shape: anyListOf(nonNegativeInteger) }),
      value,
    ) && sizeOf((value as NumericArray).shape) ===
      (value as NumericArray).values.length,
};

const PREPROCESSING = objectWith("a preprocessing", {
  scale: finite,
  mean: listOf(finite),
  std: listOf(finite),
});

/** What the fields of {@linkcode Explained} must be. */
export const EXPLAINED: { readonly [Name in keyof Explained]: Requirement } = {
  model: objectWith("the name and shapes of a network", {
    name: words,
    inputShape: listOf(either(positiveInteger, {
      expected: "null",
      isType: (value) => value === null,
    })),
    classNames: optional(anyListOf(words)),
    preprocessing: optional(PREPROCESSING),
    head: optional(oneOf(["softmax", "sigmoid"])),
  }),
  images: {
    expected: "images with their pictures and names",
    isType: (value) => {
      const form = objectWith("", {
        values: floats,
        shape: listOf(positiveInteger),
        names: listOf(words),
      });
      if (!fits(form, value)) return false;
      const { values, shape, rgb, names, preprocessing } = value as Explained[
        "images"
      ];
      if (!fits(optional(PREPROCESSING), preprocessing)) return false;
      const [count, height, width] = shape;
      return shape.length === 4 && names.length === count &&
        values.length === sizeOf(shape) && isBytes(rgb) &&
        rgb.length === sizeOf([count, height, width, 3]);
    },
  },
  target: objectWith("what was explained", {
    label: words,
    descriptions: listOf(words),
    classes: anyListOf(nonNegativeInteger),
    names: anyListOf(words),
    values: listOf(finite),
  }),
  logits: NUMERIC_ARRAY,
  backend: words,
  notes: anyListOf(words),
};

function isBytes(value: unknown): boolean {
  return value instanceof Uint8Array || value instanceof Uint8ClampedArray;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, side) => size * side, 1);
}
