// @ts-types="@types/d3-format"
import { format } from "d3-format";

const plain = format(".4~g");
const scientific = format(".3~e");

/**
 * Returns a number as a reader of a figure wants it: four significant digits,
 * a true minus sign, and an exponent where there would be many zeros, `2e−5`.
 *
 * @param value Any number.
 * @returns Its text.
 *
 * @example
 * ```ts
 * import { formatNumber } from "fullgrad/display";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([-1 / 3, 12345678].map(formatNumber), ["−0.3333", "1.235e7"]);
 * ```
 */
export function formatNumber(value: number): string {
  const magnitude = Math.abs(value);
  const many = magnitude !== 0 && (magnitude < 1e-3 || magnitude >= 1e6);
  const text = many ? scientific(value) : plain(value);
  return text.replace("e-", "e−").replace("e+", "e");
}

const signedPercent = format("+.1f");

/**
 * Returns a share of a whole, `0.123`, as `+12.3 %`.
 *
 * @param share 1 for all of it.
 * @returns Its text.
 *
 * @example
 * ```ts
 * import { formatShare } from "fullgrad/display";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([-0.5, -0].map(formatShare), ["−50.0 %", "0.0 %"]);
 * ```
 */
export function formatShare(share: number): string {
  const text = signedPercent(share * 100);
  return `${/[1-9]/.test(text) ? text : text.slice(1)} %`;
}

const percent = format(".3~g");

/**
 * Returns a probability, `0.123`, as `12.3 %`: three significant digits, and no
 * more than a thousandth from either end, as nothing is certain.
 *
 * @param probability 0 to 1.
 * @returns Its text.
 *
 * @example
 * ```ts
 * import { formatProbability } from "fullgrad/display";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([0.9876, 0.9999, 1e-9].map(formatProbability), [
 *   "98.8 %",
 *   "> 99.9 %",
 *   "< 0.1 %",
 * ]);
 * ```
 */
export function formatProbability(probability: number): string {
  if (probability < 0.001) return "< 0.1 %";
  if (probability > 0.999) return "> 99.9 %";
  return `${percent(probability * 100)} %`;
}
