import { transposed } from "../../../graph/laid_out.ts";
import type { Pair } from "../../../graph/graph_node.ts";
import type { OperatorCall } from "../../onnx/operator_call.ts";
import type { Operator, Operators } from "../../onnx/operators/operator.ts";
import { isConstant, type Value } from "../../onnx/value.ts";
import { onnx } from "./onnx.ts";

/*
 * A dilated convolution is written as one without gaps on every block-th row and
 * column, which SpaceToBatchND puts side by side as images and BatchToSpaceND
 * puts back. Here the maps stay as they are between the two, and convolutions
 * get the gaps.
 */

/** Maps that the file has cut into blocks: every so many rows and columns. */
type Blocked = Value & { readonly block: Pair };

/** Into what blocks the file has cut a value, if it did. */
export function blockOf(value: Value): Pair | undefined {
  return "block" in value ? (value as Blocked).block : undefined;
}

/** The value as one that is cut into blocks, if any. */
export function withBlock(value: Value, block: Pair | undefined): Value {
  return block ? { ...value, block } as Blocked : value;
}

/** The operators that cut maps into blocks, and put them together. */
export const BLOCKS: Operators = {
  SpaceToBatchND: (call) => {
    const [block, ends] = blockAndEnds(call);
    const [[top, bottom], [left, right]] = ends;
    const pads = [0, top, left, 0, 0, bottom, right, 0];
    const padded = onnx(call, "Pad", [call.activation(0)], { pads });
    const [, height, width] = padded.shape;
    if (height! % block[0] !== 0 || width! % block[1] !== 0) {
      call.refuse(
        `its maps of ${height}×${width} must be cut into blocks of ${
          block.join("×")
        }`,
      );
    }
    return withBlock(padded, block);
  },
  BatchToSpaceND: (call) => {
    const [block, ends] = blockAndEnds(call);
    const x = call.activation(0);
    if (blockOf(x)?.join() !== block.join()) {
      call.refuse("it must put together what a SpaceToBatchND has cut");
    }
    const pads = ends.map(([before, after]) => [-before, -after] as const);
    const [[top, bottom], [left, right]] = pads as unknown as Ends;
    return onnx(call, "Pad", [transposed(x, [0, 1, 2, 3])], {
      pads: [0, top, left, 0, 0, bottom, right, 0],
    });
  },
};

type Ends = readonly [
  rows: readonly [number, number],
  columns: readonly [number, number],
];

/** The size of the blocks, and what is added or taken before and after. */
function blockAndEnds(call: OperatorCall): readonly [Pair, Ends] {
  const x = call.activation(0);
  const block = call.integers(1) ?? [];
  const ends = call.integers(2) ?? [];
  const isWhole = [...block, ...ends].every((n) =>
    Number.isSafeInteger(n) && n >= 0
  );
  if (
    x.shape.length !== 4 || block.length !== 2 || ends.length !== 4 ||
    !isWhole || block.includes(0)
  ) {
    call.refuse(
      `it is read for the rows and columns of maps: current block is [${
        block.join(", ")
      }]`,
    );
  }
  const [top, bottom, left, right] = ends as [number, number, number, number];
  return [block as unknown as Pair, [[top, bottom], [left, right]]];
}

/** An operator on every element, which is the same for maps cut into blocks. */
export function keepingBlocks(operator: Operator): Operator {
  return (call) => {
    const blocks = call.inputs.flatMap((value) =>
      value === undefined || isConstant(value) ? [] : [blockOf(value)]
    );
    if (new Set(blocks.map((block) => block?.join())).size > 1) {
      call.refuse("its inputs must be cut into the same blocks");
    }
    const result = operator(call);
    return Array.isArray(result)
      ? result.map((value) => withBlock(value, blocks[0]))
      : withBlock(result as Value, blocks[0]);
  };
}

/** An operator that sees where values lie, which blocks would change. */
export function refusingBlocks(operator: Operator): Operator {
  return (call) => {
    const isCut = call.inputs.some((value) => value && blockOf(value));
    return isCut
      ? call.refuse(
        "between SpaceToBatchND and BatchToSpaceND it is not read",
      )
      : operator(call);
  };
}
