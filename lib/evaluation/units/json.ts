import type { Json } from "../../display/mod.ts";

/** The name under which a number is kept that JSON has no word for. */
const NUMBER = "#number";

/** A value as JSON: NaN, ±∞ and −0 come back as they were. */
export function toJson(value: Json): string {
  return JSON.stringify(
    value,
    (_, part) => hasNoWord(part) ? { [NUMBER]: textOf(part) } : part,
  );
}

/**
 * The value that {@linkcode toJson} wrote.
 *
 * @throws {SyntaxError} If the text is not JSON.
 */
export function fromJson(text: string): Json {
  return JSON.parse(
    text,
    (_, part) =>
      typeof part === "object" && part !== null && NUMBER in part
        ? Number(part[NUMBER])
        : part,
  );
}

function hasNoWord(value: unknown): value is number {
  return typeof value === "number" &&
    (!Number.isFinite(value) || Object.is(value, -0));
}

function textOf(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
