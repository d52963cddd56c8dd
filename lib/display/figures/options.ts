import {
  checkOptions,
  checkValue,
  flag,
  number,
  oneOf,
  type OptionRequirements,
  type Requirement,
  within,
} from "../../options/mod.ts";
import type { RangeOptions } from "../data/map_range.ts";

/** A text of a figure; an empty one takes no room. */
export const label: Requirement = {
  expected: "a string",
  isType: (value) => typeof value === "string",
};

/** Texts of rows or columns. */
export const labels: Requirement = {
  expected: "a list of strings",
  isType: (value) => Array.isArray(value) && value.every(label.isType),
};

/** The width of a panel. */
export const panelSize: Requirement = within(40, 1024);

/** Options of every figure. */
export interface FigureOptions {
  /** Plain text at the top. */
  readonly title: string;
  /** Plain text below the title. */
  readonly subtitle?: string | undefined;
  /**
   * Pixels that the figure may take, 320 to 2000: what does not fit side by
   * side stands below. A column of a paper has about 650.
   *
   * @default {920}
   */
  readonly width?: number | undefined;
  /**
   * Whether the figure has neither title, subtitle nor, of maps, the line below
   * that says how their colors are meant, as in a paper, whose caption has them.
   * The title stays its name for readers who do not see it.
   *
   * @default {false}
   */
  readonly bare?: boolean | undefined;
}

/** What those must be. */
export const FIGURE: OptionRequirements<FigureOptions> = {
  title: label,
  subtitle: label,
  width: within(320, 2000),
  bare: flag,
};

/** The width that a notebook's column has room for. */
export const WIDTH = 920;

/** Which values the colors of a map span. */
export const RANGE: OptionRequirements<RangeOptions> = {
  start: oneOf(["zero", "minimum"]),
  colors: oneOf(["inferno", "viridis", "cividis", "gray"]),
  quantile: number("a number in (0, 1]", (value) => value > 0 && value <= 1),
};

/** The names of the options that a caller must pass. */
type RequiredName<Options> = {
  [Name in keyof Options]-?: Record<never, never> extends Pick<Options, Name>
    ? never
    : Name;
}[keyof Options];

/**
 * Checks the options of a figure at its door.
 *
 * @param action What cannot be done otherwise, as "draw bars".
 * @param required The options that must be there.
 * @throws {TypeError} If an option does not exist, is not there, or has another
 * type.
 * @throws {RangeError} If an option has the right type and another value.
 */
export function checkFigureOptions<Options extends object>(
  action: string,
  options: Options,
  requirements: OptionRequirements<Options>,
  required: readonly RequiredName<Options>[],
): void {
  checkOptions(action, options, requirements);
  for (const name of required) {
    checkValue(action, String(name), options[name], requirements[name]);
  }
}

/**
 * Checks what a figure draws: a list, not empty.
 *
 * @param action What cannot be done otherwise, as "draw bars".
 * @param name How the caller calls the list.
 * @param most How many a reader's browser can draw.
 * @throws {TypeError} If it is no list.
 * @throws {RangeError} If it is empty or too long.
 */
export function checkItems(
  action: string,
  name: string,
  items: readonly unknown[],
  most: number,
): void {
  if (!Array.isArray(items)) {
    checkValue(action, name, items, {
      expected: "a list",
      isType: Array.isArray,
    });
  }
  if (items.length >= 1 && items.length <= most) return;
  throw new RangeError(
    `Cannot ${action} as there must be ${
      items.length === 0
        ? "one or more"
        : `at most ${most}: draw several figures, or fewer ${name}`
    }: current value is ${items.length}`,
  );
}
