import type { SaliencyMap } from "../aggregation/mod.ts";
import { progress } from "../display/mod.ts";
import type { Images } from "../image/mod.ts";
import {
  type AttributionMethod,
  type MethodName,
  METHODS,
} from "../methods/mod.ts";
import type { Model } from "../model/mod.ts";
import { describeValue, nearNames } from "../options/mod.ts";
import type { ExplainOptions } from "../propagation/mod.ts";

/** The methods that the command line knows, by name. */
export const CLI_METHODS: Readonly<Record<string, AttributionMethod>> = Object
  .fromEntries(Object.entries(METHODS).map(([name, { run }]) => [name, run]));

/** A method's map; in a terminal, how far it is stands on stderr meanwhile. */
export async function mapOf(
  method: string,
  model: Model,
  image: Images,
  options: ExplainOptions,
): Promise<SaliencyMap> {
  // How many steps a method has, it says with the first.
  using bar = progress(`${method} in percent`, 100);
  let shown = 0;
  return await CLI_METHODS[method]!(model, image, {
    ...options,
    onProgress: (done, total) => {
      const share = Math.floor(100 * done / total);
      bar.advance(share - shown);
      shown = share;
    },
  });
}

/** What `--set` can set of a method. */
function optionNames(method: string): readonly string[] {
  return ["ties", ...METHODS[method as MethodName].options];
}

/** What `--set` can set of every method, a line each, for `--help`. */
export function optionsHelp(): string {
  const names = Object.keys(METHODS);
  const width = Math.max(...names.map((name) => name.length));
  return [
    "Options of the methods, for --set:",
    ...names.map((name) =>
      `  ${name.padEnd(width)}  ${optionNames(name).join(", ")}`
    ),
  ].join("\n");
}

/**
 * Options of a method from words such as `steps=64`: a number, true, false or a
 * text; a layer's name is a text, whatever it looks like (old ONNX files have
 * numbers), and so is what stands in quotes (`from="3"`). Whether the method takes
 * the value, it says itself.
 *
 * @throws {TypeError} If a word is no `name=value`, or the method has no option
 * of that name that a word can say.
 */
export function methodOptions(
  method: string,
  words: readonly string[],
): Readonly<Record<string, string | number | boolean>> {
  const known = optionNames(method);
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
        `Cannot set an option of ${method} as its name must be one of ${
          known.join(", ")
        }: current value is ${describeValue(name)}${
          nearest === undefined ? "" : `, did you mean ${nearest}?`
        }`,
      );
    }
    return [name, name === "layer" ? value : valueOf(value)];
  }));
}

function valueOf(text: string): string | number | boolean {
  const [, quoted] = /^"(.*)"$/.exec(text) ?? [];
  if (quoted !== undefined) return quoted;
  if (text === "true" || text === "false") return text === "true";
  return text.trim() !== "" && Number.isFinite(Number(text))
    ? Number(text)
    : text;
}
