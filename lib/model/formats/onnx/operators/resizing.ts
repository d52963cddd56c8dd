import type { Resampling } from "../../../graph/graph_node.ts";
import type { LaidOut } from "../../../graph/laid_out.ts";
import { mapAxes, type OperatorCall } from "../operator_call.ts";
import { samplingMatrix, type SamplingSettings } from "../sampling.ts";
import { sizeOfMaps } from "./convolutions.ts";
import type { Operators } from "./operator.ts";

/** The operators of ONNX that change the size of maps. */
export const RESIZING: Operators = {
  Resize: (call) => {
    const x = call.activation(0);
    const isOld = call.opset < 11;
    const scales = call.integers(isOld ? 1 : 2);
    const sizes = isOld ? undefined : call.integers(3);
    return resized(call, x, scalesOf(call, x, scales, sizes), {
      mode: call.text("mode", "nearest"),
      coordinates: isOld
        ? "asymmetric"
        : call.text("coordinate_transformation_mode", "half_pixel"),
      nearest: isOld
        ? "floor"
        : call.text("nearest_mode", "round_prefer_floor"),
      cubic: call.float("cubic_coeff_a", -0.75),
      excludeOutside: call.int("exclude_outside", 0) === 1,
      antialias: call.int("antialias", 0) === 1,
    });
  },
  Upsample: (call) => {
    const x = call.activation(0);
    const scales = call.integers(1) ?? [];
    return resized(call, x, scalesOf(call, x, scales, undefined), {
      mode: call.text("mode", "nearest"),
      coordinates: "asymmetric",
      nearest: "floor",
      cubic: -0.75,
      excludeOutside: false,
      antialias: false,
    });
  },
};

/** How an axis is scaled: by how much, and how long it becomes. */
interface AxisScale {
  readonly scale: number;
  readonly to: number;
}

/** The scales of every axis, from the factors or the sizes that are given. */
function scalesOf(
  call: OperatorCall,
  { shape }: LaidOut,
  scales: readonly number[] | undefined,
  sizes: readonly number[] | undefined,
): readonly AxisScale[] {
  const axes = call.ints("axes")?.map((axis) => call.axis(axis, { shape })) ??
    shape.map((_, axis) => axis);
  const given = sizes && sizes.length > 0 ? sizes : scales ?? [];
  if (given.length !== axes.length) {
    call.refuse(
      `it must give a size or a factor for each of ${axes.length} axes`,
    );
  }
  const policy = call.text("keep_aspect_ratio_policy", "stretch");
  const ratios = axes.map((axis, i) => given[i]! / shape[axis]!);
  const common = policy === "not_larger"
    ? Math.min(...ratios)
    : Math.max(...ratios);
  return shape.map((length, axis): AxisScale => {
    const i = axes.indexOf(axis);
    if (i < 0) return { scale: 1, to: length };
    if (given !== sizes) {
      return { scale: given[i]!, to: Math.floor(length * given[i]!) };
    }
    const to = policy === "stretch"
      ? given[i]!
      : Math.floor(length * common + 0.5);
    return { scale: policy === "stretch" ? to / length : common, to };
  });
}

function resized(
  call: OperatorCall,
  x: LaidOut,
  scales: readonly AxisScale[],
  settings: SamplingSettings,
): LaidOut {
  const axes = mapAxes(call, x);
  if (scales.slice(0, 2).some(({ scale }) => scale !== 1)) {
    call.refuse("only height and width are resized");
  }
  const [height, width] = sizeOfMaps(x);
  const [rows, columns] = x.shape.length === 3
    ? [{ scale: 1, to: 1 }, scales[2]!]
    : [scales[2]!, scales[3]!];
  const shape = [
    1,
    x.shape[1]!,
    ...[rows.to, columns.to].slice(4 - x.shape.length),
  ];
  const input = call.arrange(x, axes);
  const factors = [rows.scale, columns.scale];
  const repeats = settings.mode === "nearest" &&
    factors.every((factor) => Number.isInteger(factor) && factor > 0) &&
    repeatsValues(settings);
  if (repeats) {
    return call.add(
      "upsample",
      [input],
      {
        size: [factors[0]!, factors[1]!],
        interpolation: "nearest",
        coordinates: "asymmetric",
      },
      shape,
      axes,
    );
  }
  const along = (from: number, { scale, to }: AxisScale): Resampling =>
    samplingMatrix(call, from, to, scale, settings);
  return call.add(
    "resize",
    [input],
    { rows: along(height, rows), columns: along(width, columns) },
    shape,
    axes,
  );
}

/** Whether whole factors make nothing but copies side by side. */
function repeatsValues({ coordinates, nearest }: SamplingSettings): boolean {
  if (coordinates === "asymmetric") return nearest === "floor";
  // Half a pixel further on: no value then lies in the middle of two.
  return /^(pytorch_)?half_pixel$/.test(coordinates) &&
    nearest.startsWith("round");
}
