// @ts-types="@types/d3-format"
import { format } from "d3-format";

const percent = format("+.1f");

/** Returns a share of a whole, `0.123`, as `+12.3 %`. */
export function formatShare(share: number): string {
  return `${percent(share * 100)} %`;
}
