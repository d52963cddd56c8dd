import type { Operator, Operators } from "../../onnx/operators/operator.ts";
import { vector } from "../../../graph/folding/constant.ts";
import { onMaps, onnx, paddingOf, spaceOf } from "./onnx.ts";

function pool(operator: string): Operator {
  return (call) =>
    onMaps(call, operator, [call.value(0)], {
      kernel_shape: spaceOf(call, "ksize"),
      strides: spaceOf(call, "strides"),
      ...paddingOf(call),
    });
}

function reduction(operator: string): Operator {
  return (call) => {
    const [x, axes] = [call.value(0), call.constant(1)];
    // Without axes TensorFlow takes nothing together, ONNX all.
    if (axes.data.length === 0) return x;
    const keepdims = call.int("keep_dims", call.int("keepDims", 0));
    return onnx(call, operator, [x, axes], { keepdims });
  };
}

/** Maps of another height and width, by samples between those that are there. */
function resize(mode: "linear" | "nearest"): Operator {
  return (call) => {
    const [height, width] = call.integers(1) ?? [];
    const x = call.value(0);
    const isAligned = call.int("align_corners", 0) !== 0;
    const isHalf = call.int("half_pixel_centers", 0) !== 0;
    const channels = x.shape.at(-1) ?? 0;
    const none = vector([], "float");
    return onMaps(call, "Resize", [
      x,
      none,
      none,
      vector([1, channels, height ?? 0, width ?? 0]),
    ], {
      mode,
      coordinate_transformation_mode: isAligned
        ? "align_corners"
        : isHalf
        ? "half_pixel"
        : "asymmetric",
      nearest_mode: isAligned || isHalf ? "round_prefer_ceil" : "floor",
    });
  };
}

/** The operators that take values at several places together. */
export const WINDOWS: Operators = {
  AvgPool: pool("AveragePool"),
  MaxPool: pool("MaxPool"),
  Max: reduction("ReduceMax"),
  Mean: reduction("ReduceMean"),
  Min: reduction("ReduceMin"),
  Prod: reduction("ReduceProd"),
  Sum: reduction("ReduceSum"),
  ResizeBilinear: resize("linear"),
  ResizeNearestNeighbor: resize("nearest"),
  LRN: (call) => {
    const size = 2 * call.int("depth_radius", 5) + 1;
    return onMaps(call, "LRN", [call.value(0)], {
      size,
      alpha: call.float("alpha", 1) * size,
      beta: call.float("beta", 0.5),
      bias: call.float("bias", 1),
    });
  },
  Softmax: (call) => onnx(call, "Softmax", [call.value(0)], { axis: -1 }),
  LogSoftmax: (call) => onnx(call, "LogSoftmax", [call.value(0)], { axis: -1 }),
};
