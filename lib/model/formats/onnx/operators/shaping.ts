import { broadcastShape } from "../../../graph/folding/constant.ts";
import { type LaidOut, NO_AXIS, transposed } from "../../../graph/laid_out.ts";
import type { OperatorCall } from "../operator_call.ts";
import { elementTypeName, elementTypeOf } from "../tensor_values.ts";
import type { Operator, Operators } from "./operator.ts";
import {
  flattenedShape,
  permutationOf,
  reshapedShape,
  squeezedShape,
  unsqueezedShape,
} from "./shapes.ts";
import { withAxes } from "./parts.ts";
import { expanded } from "./values.ts";

/** The same values in another shape. */
function reshaping(
  shapeOf: (call: OperatorCall, before: readonly number[]) => readonly number[],
): Operator {
  return (call) => {
    const x = call.activation(0);
    return call.reshape(x, shapeOf(call, x.shape));
  };
}

const unchanged: Operator = (call) => call.activation(0);

/** The operators of ONNX that move values. */
export const SHAPING: Operators = {
  Identity: unchanged,
  Dropout: (call) => {
    if (call.outputCount > 1) call.refuse("its mask is not read");
    return call.activation(0);
  },
  Cast: (call) => {
    const type = call.int("to", 1);
    if (elementTypeOf(type) === "float") return call.activation(0);
    return call.refuse(
      `values that depend on the image must stay real numbers: they would become ${
        elementTypeName(type)
      }`,
    );
  },
  CastLike: unchanged,
  Reshape: reshaping(reshapedShape),
  Flatten: reshaping(flattenedShape),
  Squeeze: reshaping(squeezedShape),
  Unsqueeze: reshaping(unsqueezedShape),
  Transpose: (call) => {
    const x = call.activation(0);
    return transposed(x, permutationOf(call, x.shape.length));
  },
  Expand: (call) => {
    const x = call.activation(0);
    return expanded(call, x, broadcastShape(x.shape, call.integers(1) ?? []));
  },
  Tile: (call) => {
    const x = call.activation(0);
    const repeats = call.integers(1) ?? [];
    const fits = repeats.length === x.shape.length &&
      repeats.every((count) => Number.isSafeInteger(count) && count > 0);
    if (!fits) call.refuse("it must repeat each axis once or more");
    const axes = withAxes(
      x,
      repeats.flatMap((count, axis) => count > 1 ? [axis] : []),
    );
    return call.add(
      "tile",
      [call.arrange(x, axes)],
      { repeats: axes.map((axis) => axis === NO_AXIS ? 1 : repeats[axis]!) },
      x.shape.map((length, axis) => length * repeats[axis]!),
      axes,
    );
  },
  DepthToSpace: (call) => {
    const x = call.activation(0);
    const block = call.int("blocksize", 1);
    const [n, channels, height, width] = mapShape(call, x);
    const depth = channels / block ** 2;
    const isCrd = call.text("mode", "DCR") === "CRD";
    const split = call.reshape(
      x,
      isCrd
        ? [n, depth, block, block, height, width]
        : [n, block, block, depth, height, width],
    );
    const order = isCrd ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2];
    return call.reshape(
      transposed(split, order),
      [n, depth, height * block, width * block],
    );
  },
  SpaceToDepth: (call) => {
    const x = call.activation(0);
    const block = call.int("blocksize", 1);
    const [n, channels, height, width] = mapShape(call, x);
    const [rows, columns] = [height / block, width / block];
    const split = call.reshape(x, [n, channels, rows, block, columns, block]);
    return call.reshape(
      transposed(split, [0, 3, 5, 1, 2, 4]),
      [n, channels * block ** 2, rows, columns],
    );
  },
};

function mapShape(
  call: OperatorCall,
  { shape }: LaidOut,
): [number, number, number, number] {
  if (shape.length === 4) return [...shape] as [number, number, number, number];
  call.refuse(
    `its input must be maps [N, C, H, W]: current shape is [${
      shape.join(", ")
    }]`,
  );
}
