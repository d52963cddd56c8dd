import type { Constant } from "../../graph/folding/constant.ts";
import type { LaidOut } from "../../graph/laid_out.ts";

/** What a name of a file stands for: a constant, or what depends on the image. */
export type Value = Constant | LaidOut;

/** Whether a value is known when the network is loaded. */
export function isConstant(value: Value): value is Constant {
  return "data" in value;
}
