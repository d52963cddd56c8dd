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
  return many
    ? scientific(value).replace("e-", "e−").replace("e+", "e")
    : plain(value);
}

const percent = format("+.1f");

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
 * assertEquals(formatShare(-0.5), "−50.0 %");
 * ```
 */
export function formatShare(share: number): string {
  return `${percent(share * 100)} %`;
}
