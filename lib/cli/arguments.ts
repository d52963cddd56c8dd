import { type Command, InvalidArgumentError } from "commander";
import { nearNames } from "../options/mod.ts";

/**
 * Ends a command that lacks options which must be given: after those that do
 * not exist were refused, since one of them may be a slip of the other.
 */
export function requireOptions(
  command: Command,
  names: readonly string[],
): void {
  const missing = names.filter((name) => command.opts()[name] === undefined);
  if (missing.length === 0) return;
  command.error(
    `${missing.map((name) => `--${name}`).join(" and ")} must be given`,
  );
}

/** Ends a command where an option that takes one value is given again. */
export function refuseRepeats(command: Command): void {
  for (const option of command.options) {
    if (!option.required || option.variadic) continue;
    let isGiven = false;
    command.on(`option:${option.name()}`, () => {
      if (isGiven) command.error(`${option.long} must be given once`);
      isGiven = true;
    });
  }
}

/** A command that was called wrongly, as only its work could show. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What `read` returns of an argument; what it throws is the caller's mistake. */
export function asUsage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw asUsageIf(error, /^/);
  }
}

/**
 * What `work` gives; where it refuses a value in words that `about` finds, the
 * value is the caller's mistake.
 */
export async function asUsageAbout<T>(
  about: RegExp,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asUsageIf(error, about);
  }
}

function asUsageIf(error: unknown, about: RegExp): unknown {
  const refuses = error instanceof TypeError || error instanceof RangeError;
  return refuses && about.test(error.message)
    ? new UsageError(error.message, { cause: error })
    : error;
}

/** Reads an argument that is one integer of at least `least`. */
export function integer(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^[+-]?\d+$/.test(text.trim()) && value >= least) return value;
    throw new InvalidArgumentError(`It must be an integer from ${least} on`);
  };
}

/** Reads an argument that is one positive number. */
export function positive(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("It must be a positive number");
}

/** Reads an argument that is numbers with commas in between. */
export function numbers(text: string): readonly number[] {
  const parts = text.split(",");
  const values = parts.map((part) => part.trim() === "" ? NaN : Number(part));
  if (values.every(Number.isFinite)) return values;
  throw new InvalidArgumentError(
    "It must be numbers with commas in between, such as 0.1,0.5",
  );
}

/** Reads an argument that is height, width and channels of an image. */
export function sizes(text: string): readonly number[] {
  const values = text.split(/[,x×]/).map(Number);
  const fit = values.every((value) => Number.isSafeInteger(value) && value > 0);
  if (fit && values.length === 3) return values;
  throw new InvalidArgumentError(
    "It must be height, width and channels with commas in between, such as 224,224,3",
  );
}

/** Reads an argument that is different shares with commas in between. */
export function shares(text: string): readonly number[] {
  const values = numbers(text);
  const fit = values.every((value) => value > 0 && value <= 1);
  if (fit && new Set(values).size === values.length) return values;
  throw new InvalidArgumentError(
    "It must be different numbers in (0, 1] with commas in between",
  );
}

/** Reads an argument that is texts with commas in between. */
export function texts(text: string): readonly string[] {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.every((part) => part !== "")) return parts;
  throw new InvalidArgumentError("It must be texts with commas in between");
}

/** Reads an argument that is one name of a table. */
export function nameOf(
  table: Readonly<Record<string, unknown>>,
): (text: string) => string {
  return oneOf(Object.keys(table));
}

/** Reads an argument that is one of some names. */
export function oneOf(names: readonly string[]): (text: string) => string {
  return (text) => {
    if (names.includes(text)) return text;
    const [nearest] = nearNames(text, names);
    const hint = nearest === undefined ? "" : `Did you mean ${nearest}? `;
    throw new InvalidArgumentError(
      `${hint}It must be one of ${names.join(", ")}`,
    );
  };
}

/** Reads an argument that is names of a table with commas in between. */
export function namesOf(
  table: Readonly<Record<string, unknown>>,
): (text: string) => readonly string[] {
  return (text) => texts(text).map(nameOf(table));
}
