import { type Constant, sizeOf } from "../../../graph/folding/constant.ts";
import type { LaidOut } from "../../../graph/laid_out.ts";
import type { OperatorCall } from "../operator_call.ts";
import type { Operators } from "./operator.ts";
import { gathered, sliced, withAxes } from "./parts.ts";
import { affine } from "./values.ts";

/** Values before and after along an axis; less than none are taken away. */
type Ends = readonly [before: number, after: number];

/** The padding of ONNX. */
export const PADDING: Operators = {
  Pad: (call: OperatorCall) => {
    const x = call.activation(0);
    const ends = endsOf(call, x);
    const inside = ends.reduce<LaidOut>((value, [before, after], axis) => {
      const start = Math.max(0, -before);
      const length = value.shape[axis]! - start - Math.max(0, -after);
      return sliced(call, value, { axis, start, length, step: 1 });
    }, x);
    const outside = ends.map(([before, after]) =>
      [Math.max(0, before), Math.max(0, after)] as const
    );
    const mode = call.text("mode", "constant");
    if (mode === "constant") return padded(call, inside, outside);
    const at = INDICES[mode];
    if (at === undefined) {
      call.refuse(
        `mode must be one of constant, ${
          Object.keys(INDICES).join(", ")
        }: current value is ${mode}`,
      );
    }
    return outside.reduce<LaidOut>((value, [before, after], axis) => {
      const length = value.shape[axis]!;
      if (before === 0 && after === 0) return value;
      if (mode === "reflect" && Math.max(before, after) >= length) {
        call.refuse(`it would reflect more than its axis ${axis} has`);
      }
      const indices = Array.from(
        { length: before + length + after },
        (_, i) => at(i - before, length),
      );
      return gathered(call, value, axis, indices);
    }, inside);
  },
};

/** Which value stands at a place outside. */
const INDICES: Readonly<
  Record<string, (place: number, length: number) => number>
> = {
  edge: (place, length) => Math.min(Math.max(place, 0), length - 1),
  reflect: (place, length) =>
    length - 1 - Math.abs(length - 1 - Math.abs(place)),
  wrap: (place, length) => ((place % length) + length) % length,
};

function endsOf(call: OperatorCall, { shape }: LaidOut): readonly Ends[] {
  const pads = call.ints("pads") ?? call.ints("paddings") ?? call.integers(1) ??
    [];
  const axes = call.integers(3)?.map((axis) => call.axis(axis, { shape })) ??
    shape.map((_, axis) => axis);
  if (pads.length !== 2 * axes.length || !pads.every(Number.isSafeInteger)) {
    call.refuse(
      `pads must be whole numbers before and after each of ${axes.length} axes: current value is [${
        pads.join(", ")
      }]`,
    );
  }
  return shape.map((_, axis): Ends => {
    const i = axes.indexOf(axis);
    return i < 0 ? [0, 0] : [pads[i]!, pads[i + axes.length]!];
  });
}

/** A number around a value: zeros, to which it is added as a bias. */
function padded(
  call: OperatorCall,
  x: LaidOut,
  ends: readonly Ends[],
): LaidOut {
  const wanted = ends.flatMap(([before, after], axis) =>
    before + after > 0 ? [axis] : []
  );
  if (wanted.length === 0) return x;
  const axes = withAxes(x, wanted);
  const shape = x.shape.map((length, axis) =>
    length + ends[axis]![0] + ends[axis]![1]
  );
  const zeros = call.add(
    "pad",
    [call.arrange(x, axes)],
    { margins: axes.map((axis) => ends[axis] ?? [0, 0]) },
    shape,
    axes,
  );
  const value = call.optional(2)?.data[0] ?? call.float("value", 0);
  if (value === 0) return zeros;
  if (!Number.isFinite(value)) {
    call.refuse("what it puts around must be finite");
  }
  return affine(
    call,
    zeros,
    { beta: frame(call, x, ends, shape, value) },
    "/value",
  );
}

/** The number outside, 0 inside; axes without an outside have length 1. */
function frame(
  call: OperatorCall,
  x: LaidOut,
  ends: readonly Ends[],
  shape: readonly number[],
  value: number,
): Constant {
  const lengths = shape.map((length, axis) =>
    length === x.shape[axis] ? 1 : length
  );
  const result = call.space.make("float", lengths);
  for (let i = 0; i < sizeOf(lengths); i++) {
    let rest = i;
    let isInside = true;
    for (let axis = lengths.length - 1; axis >= 0; axis--) {
      const place = rest % lengths[axis]! - ends[axis]![0];
      rest = Math.floor(rest / lengths[axis]!);
      isInside &&= lengths[axis] === 1 ||
        place >= 0 && place < x.shape[axis]!;
    }
    result.data[i] = isInside ? 0 : value;
  }
  return result;
}
