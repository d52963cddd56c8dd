/**
 * How every operator of TensorFlow becomes operators of ONNX.
 *
 * @module
 */
import type { Operator, Operators } from "../../onnx/operators/operator.ts";
import { BLOCKS, keepingBlocks, refusingBlocks } from "./blocks.ts";
import { CONVOLUTIONS } from "./convolutions.ts";
import { ELEMENTWISE } from "./elementwise.ts";
import { SHAPING } from "./shaping.ts";
import { WINDOWS } from "./windows.ts";

/** The operators that are read. */
export const OPERATORS: Operators = {
  ...BLOCKS,
  ...CONVOLUTIONS,
  ...each(ELEMENTWISE, keepingBlocks),
  ...each(SHAPING, refusingBlocks),
  ...each(WINDOWS, refusingBlocks),
};

function each(
  operators: Operators,
  change: (operator: Operator) => Operator,
): Operators {
  return Object.fromEntries(
    Object.entries(operators).map(([name, operator]) => [
      name,
      change(operator),
    ]),
  );
}
