import type { OnnxAttribute } from "../../onnx/onnx_file.ts";
import type { OperatorCall } from "../../onnx/operator_call.ts";
import { runOperator } from "../../onnx/run_operator.ts";
import type { Value } from "../../onnx/value.ts";

/** Attributes of an operator of ONNX. */
export type Settings = Readonly<
  Record<string, number | string | readonly number[]>
>;

/** How the node of a part of an operator is called. */
export interface PartLabel {
  /** Behind the name of the whole. */
  readonly suffix?: string;
  /** Its own operator. */
  readonly operator?: string;
}

/** All outputs of an operator of ONNX that stands for one of TensorFlow's. */
export function onnxOutputs(
  call: OperatorCall,
  operator: string,
  inputs: readonly Value[],
  settings: Settings = {},
  { suffix = "", operator: layerClass = call.label.layerClass }: PartLabel = {},
): readonly Value[] {
  if (inputs.length === 0) call.refuse("its inputs are missing");
  const attributes = Object.entries(settings)
    .map(([name, value]) => [name, attributeOf(value)] as const);
  const label = { name: call.label.name + suffix, layerClass };
  const part = call.part(operator, inputs, new Map(attributes), label);
  const result = runOperator(part);
  return Array.isArray(result) ? result : [result as Value];
}

/** The output of an operator of ONNX that stands for one of TensorFlow's. */
export function onnx(
  call: OperatorCall,
  operator: string,
  inputs: readonly Value[],
  settings: Settings = {},
  label: PartLabel = {},
): Value {
  return onnxOutputs(call, operator, inputs, settings, label)[0]!;
}

/** An operator of ONNX on maps `[N, H, W, C]`, which takes and gives `[N, C, H, W]`. */
export function onMaps(
  call: OperatorCall,
  operator: string,
  [maps, ...others]: readonly [Value, ...Value[]],
  settings: Settings = {},
  label: PartLabel = {},
): Value {
  requireChannelsLast(call);
  const { length } = maps.shape;
  if (length !== 4) {
    call.refuse(
      `its input must be maps [N, H, W, C]: current shape is [${
        maps.shape.join(", ")
      }]`,
    );
  }
  const first = onnx(call, "Transpose", [maps], { perm: [0, 3, 1, 2] });
  const result = onnx(call, operator, [first, ...others], settings, label);
  return onnx(call, "Transpose", [result], { perm: [0, 2, 3, 1] });
}

function requireChannelsLast(call: OperatorCall): void {
  const format = call.text("data_format", "NHWC");
  if (format !== "NHWC") {
    call.refuse(
      `its data_format must be NHWC, channels last: current value is ${format}`,
    );
  }
}

/** The height and width among a list for all axes of maps. */
export function spaceOf(
  call: OperatorCall,
  name: string,
): readonly [height: number, width: number] {
  const given = call.ints(name) ?? [1, 1, 1, 1];
  const [n, height, width, channels] = given;
  if (
    given.length === 4 && n === 1 && channels === 1 &&
    height !== undefined && width !== undefined
  ) return [height, width];
  return call.refuse(
    `${name} must be [1, height, width, 1]: current value is [${
      given.join(", ")
    }]`,
  );
}

/** The padding of a window that slides, in ONNX's words. */
export function paddingOf(call: OperatorCall): Settings {
  const padding = call.text("padding", "VALID");
  if (padding === "VALID") return { auto_pad: "VALID" };
  if (padding === "SAME") return { auto_pad: "SAME_UPPER" };
  const pads = call.ints("explicit_paddings") ?? [];
  const isSpace = [0, 1, 6, 7].every((i) => pads[i] === 0);
  if (padding !== "EXPLICIT" || pads.length !== 8 || !isSpace) {
    call.refuse(
      `padding must be VALID, SAME, or EXPLICIT with explicit_paddings of height and width: current value is ${padding} [${
        pads.join(", ")
      }]`,
    );
  }
  const [, , top, bottom, left, right] = pads as readonly number[];
  return { pads: [top!, left!, bottom!, right!] };
}

function attributeOf(value: Settings[string]): OnnxAttribute {
  const none = { floats: [], ints: [], strings: [] };
  if (typeof value === "number") return { ...none, i: value, f: value };
  if (typeof value === "string") {
    return { ...none, s: new TextEncoder().encode(value) };
  }
  return { ...none, ints: value, floats: value };
}
