import { formatNumber } from "../text/format_number.ts";

/** Returns what to say of a range that leaves out the greatest values. */
export function clipRemark(quantile: number): string {
  const percent = Number(((1 - quantile) * 100).toPrecision(2));
  return `the top ${formatNumber(percent)} % of values share the last colour`;
}
