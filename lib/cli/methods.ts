import {
  type AttributionMethod,
  type MethodName,
  METHODS,
} from "../methods/mod.ts";
import { describeValue, nearNames } from "../options/mod.ts";

/** The methods that the command line knows, by name. */
export const CLI_METHODS: Readonly<Record<string, AttributionMethod>> = Object
  .fromEntries(Object.entries(METHODS).map(([name, { run }]) => [name, run]));

/**
 * Options of a method from words such as `steps=64`: a number, true, false or a
 * text. Whether the method takes the value, it says itself.
 *
 * @throws {TypeError} If a word is no `name=value`, or the method has no option
 * of that name that a word can say.
 */
export function methodOptions(
  method: string,
  words: readonly string[],
): Readonly<Record<string, string | number | boolean>> {
  const { options } = METHODS[method as MethodName];
  const known = ["ties", ...options];
  return Object.fromEntries(words.map((word) => {
    const [, name, value] = /^([^=]+)=(.+)$/.exec(word) ?? [];
    if (name === undefined || value === undefined) {
      throw new TypeError(
        `Cannot set an option of ${method} as it must be name=value: current value is ${
          describeValue(word)
        }`,
      );
    }
    if (!known.includes(name)) {
      const [nearest] = nearNames(name, known);
      throw new TypeError(
        `Cannot set an option of ${method} as there is none "${name}": ${
          nearest === undefined ? "" : `did you mean ${nearest}? `
        }They are ${known.join(", ")}`,
      );
    }
    return [name, valueOf(value)];
  }));
}

function valueOf(text: string): string | number | boolean {
  if (text === "true" || text === "false") return text === "true";
  return text.trim() !== "" && Number.isFinite(Number(text))
    ? Number(text)
    : text;
}
