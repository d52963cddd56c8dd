import type { Pair } from "../../../graph/graph_node.ts";
import type { OperatorCall } from "../../onnx/operator_call.ts";
import type { Operators } from "../../onnx/operators/operator.ts";
import { isConstant, type Value } from "../../onnx/value.ts";
import { activation } from "./elementwise.ts";
import { blockOf, withBlock } from "./blocks.ts";
import { onMaps, onnx, paddingOf, type PartLabel, spaceOf } from "./onnx.ts";

/** What a layer with a kernel is called, and how it is computed. */
interface Layer {
  readonly operator: string;
  readonly run: (
    call: OperatorCall,
    bias: Value | undefined,
    label: PartLabel,
  ) => Value;
}

const CONV: Layer = {
  operator: "Conv2D",
  run: (call, bias, label) =>
    convolution(call, { isDepthwise: false, bias, label }),
};

const DEPTHWISE: Layer = {
  operator: "DepthwiseConv2dNative",
  run: (call, bias, label) =>
    convolution(call, { isDepthwise: true, bias, label }),
};

const PRODUCT: Layer = { operator: "MatMul", run: product };

/** The layers with kernels. */
export const CONVOLUTIONS: Operators = {
  Conv2D: (call) => CONV.run(call, undefined, {}),
  DepthwiseConv2dNative: (call) => DEPTHWISE.run(call, undefined, {}),
  MatMul: (call) => PRODUCT.run(call, undefined, {}),
  BatchMatMul: batchProduct,
  BatchMatMulV2: batchProduct,
  _FusedConv2D: (call) => fused(call, CONV),
  FusedDepthwiseConv2dNative: (call) => fused(call, DEPTHWISE),
  _FusedDepthwiseConv2dNative: (call) => fused(call, DEPTHWISE),
  _FusedMatMul: (call) => fused(call, PRODUCT),
};

/**
 * A layer and what was fused behind it, each a node of its own: the bias with
 * the layer, then the function. The last has the name that the file gives to
 * all.
 */
function fused(call: OperatorCall, layer: Layer): Value {
  const steps = (call.attributes.get("fused_ops")?.strings ?? [])
    .map((bytes) => new TextDecoder().decode(bytes));
  const hasBias = steps[0] === "BiasAdd";
  const behind = steps.slice(hasBias ? 1 : 0)
    .filter((step) => step !== "Linear" && step !== "NoOp");
  const arguments_ = call.inputs.slice(2).values();
  const bias = hasBias ? arguments_.next().value : undefined;
  if (hasBias && bias === undefined) call.refuse("its bias is missing");
  const value = layer.run(call, bias, {
    suffix: behind.length > 0 ? `/${layer.operator}` : "",
    operator: layer.operator,
  });
  return behind.reduce((value, step, i) => {
    const label = {
      suffix: i < behind.length - 1 ? `/${step}` : "",
      operator: step,
    };
    if (step === "Prelu") {
      const slope = arguments_.next().value ??
        call.refuse("the slope of its Prelu is missing");
      return onnx(call, "PRelu", [value, slope], {}, label);
    }
    const alpha = call.float("leakyrelu_alpha", 0.2);
    return activation(call, step, value, alpha, label) ??
      call.refuse(
        `fused_ops must be BiasAdd and functions that are read: ${step} is not`,
      );
  }, value);
}

interface ConvolutionSettings {
  readonly isDepthwise: boolean;
  readonly bias: Value | undefined;
  readonly label: PartLabel;
}

/** A convolution with a kernel `[kH, kW, I / groups, O]`, or `[kH, kW, C, M]`. */
function convolution(
  call: OperatorCall,
  { isDepthwise, bias, label }: ConvolutionSettings,
): Value {
  const maps = call.value(0);
  const kernel = call.constant(1);
  if (kernel.shape.length !== 4) {
    call.refuse(
      `its kernel must have 4 axes: current shape is [${
        kernel.shape.join(", ")
      }]`,
    );
  }
  const [height, width, depth, last] = kernel.shape as Four;
  const channels = maps.shape.at(-1) ?? 0;
  const group = isDepthwise ? depth : channels / depth;
  const outputsFirst = onnx(call, "Transpose", [kernel], {
    perm: isDepthwise ? [2, 3, 0, 1] : [3, 2, 0, 1],
  });
  const weights = isDepthwise
    ? onnx(call, "Reshape", [outputsFirst], {
      shape: [depth * last, 1, height, width],
    })
    : outputsFirst;
  const block = blockOf(maps);
  const strides = spaceOf(call, "strides");
  const isApart = call.text("padding", "VALID") === "VALID" ||
    height === 1 && width === 1;
  if (block && (!isApart || Math.max(...strides) > 1)) {
    call.refuse(
      "a convolution between SpaceToBatchND and BatchToSpaceND is read with padding VALID and steps of 1",
    );
  }
  const result = onMaps(
    call,
    "Conv",
    bias !== undefined && isConstant(bias)
      ? [maps, weights, bias]
      : [maps, weights],
    {
      strides,
      dilations: spread(spaceOf(call, "dilations"), block),
      group,
      ...paddingOf(call),
    },
    label,
  );
  const value = bias !== undefined && !isConstant(bias)
    ? onnx(call, "Add", [result, bias], {}, { suffix: "/BiasAdd" })
    : result;
  return withBlock(value, block);
}

type Four = readonly [number, number, number, number];

function spread(dilations: Pair, block: Pair | undefined): Pair {
  return block ? [dilations[0] * block[0], dilations[1] * block[1]] : dilations;
}

/** The product of two matrices, with a bias. */
function product(
  call: OperatorCall,
  bias: Value | undefined,
  label: PartLabel,
): Value {
  const [a, b] = [call.value(0), call.value(1)];
  const [transA, transB] = [
    call.int("transpose_a", 0),
    call.int("transpose_b", 0),
  ];
  if (a.shape.length !== 2 || b.shape.length !== 2) {
    call.refuse(
      `its inputs must be matrices: current shapes are [${
        a.shape.join(", ")
      }] and [${b.shape.join(", ")}]`,
    );
  }
  if (!isConstant(a) && isConstant(b)) {
    const inputs = bias === undefined ? [a, b] : [a, b, bias];
    return onnx(call, "Gemm", inputs, { transA, transB }, label);
  }
  const [left, right] = [swapped(call, a, transA), swapped(call, b, transB)];
  const result = onnx(call, "MatMul", [left, right], {}, label);
  return bias === undefined
    ? result
    : onnx(call, "Add", [result, bias], {}, { suffix: "/BiasAdd" });
}

function batchProduct(call: OperatorCall): Value {
  return onnx(call, "MatMul", [
    swapped(call, call.value(0), call.int("adj_x", 0)),
    swapped(call, call.value(1), call.int("adj_y", 0)),
  ]);
}

/** Matrices transposed, where a flag says so. */
function swapped(call: OperatorCall, value: Value, flag: number): Value {
  if (flag === 0) return value;
  const rank = value.shape.length;
  const perm = Array.from({ length: rank }, (_, axis) => axis);
  return onnx(call, "Transpose", [value], {
    perm: [...perm.slice(0, -2), rank - 1, rank - 2],
  });
}
