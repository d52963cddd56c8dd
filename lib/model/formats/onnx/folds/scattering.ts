import { type Constant, sizeOf } from "../../../graph/folding/constant.ts";
import type { OperatorCall } from "../operator_call.ts";
import type { Folds } from "./fold.ts";

/** How an element that is scattered meets the one that is there, by `reduction`. */
const REDUCTIONS: Readonly<
  Record<string, (before: number, update: number) => number>
> = {
  none: (_before, update) => update,
  add: (before, update) => before + update,
  mul: (before, update) => before * update,
  max: Math.max,
  min: Math.min,
};

/** What is computed of constants when a network is loaded: by indices of elements. */
export const SCATTERING_FOLDS: Folds = {
  GatherElements: (call) => {
    const [x, indices] = [call.constant(0), call.constant(1)];
    const place = placesAlong(call, x, indices);
    const result = call.space.make(x.type, indices.shape);
    for (let i = 0; i < result.data.length; i++) {
      result.data[i] = x.data[place(i)]!;
    }
    return result;
  },
  ScatterElements: (call) => {
    const [x, indices, updates] = [0, 1, 2].map((i) => call.constant(i));
    requireLength(call, updates!, sizeOf(indices!.shape));
    const place = placesAlong(call, x!, indices!);
    return scattered(call, x!, updates!, (i) => place(i));
  },
  GatherND: (call) => {
    const [x, indices] = [call.constant(0), call.constant(1)];
    if (call.int("batch_dims", 0) !== 0) {
      return call.refuse("axes of batches are not read");
    }
    const { size, start } = blocks(call, x, indices);
    const depth = indices.shape.at(-1)!;
    const result = call.space.make(x.type, [
      ...indices.shape.slice(0, -1),
      ...x.shape.slice(depth),
    ]);
    for (let i = 0; i < result.data.length; i++) {
      result.data[i] = x.data[start(Math.floor(i / size)) + i % size]!;
    }
    return result;
  },
  ScatterND: (call) => {
    const [x, indices, updates] = [0, 1, 2].map((i) => call.constant(i));
    const { size, start, count } = blocks(call, x!, indices!);
    requireLength(call, updates!, count * size);
    return scattered(
      call,
      x!,
      updates!,
      (i) => start(Math.floor(i / size)) + i % size,
    );
  },
};

/** A copy of `x` with every update at its place. */
function scattered(
  call: OperatorCall,
  x: Constant,
  updates: Constant,
  place: (i: number) => number,
): Constant {
  const name = call.text("reduction", "none");
  const reduction = REDUCTIONS[name];
  if (reduction === undefined) {
    return call.refuse(`its reduction "${name}" is not read`);
  }
  const result = call.space.make(x.type, x.shape);
  result.data.set(x.data);
  updates.data.forEach((update, i) => {
    const at = place(i);
    result.data[at] = reduction(result.data[at]!, update);
  });
  return result;
}

/** Where in `x` the element lies that the i-th index, along the axis, is of. */
function placesAlong(
  call: OperatorCall,
  x: Constant,
  indices: Constant,
): (i: number) => number {
  const axis = call.axis(call.int("axis", 0), x);
  const fits = indices.shape.length === x.shape.length &&
    indices.shape.every((length, i) => i === axis || length <= x.shape[i]!);
  if (!fits) {
    return call.refuse(
      `its indices [${indices.shape}] must lie within [${x.shape}]`,
    );
  }
  return (i) => {
    let rest = i;
    let stride = 1;
    let place = 0;
    for (let at = x.shape.length - 1; at >= 0; at--) {
      const index = at === axis
        ? within(call, indices.data[i]!, x.shape[at]!)
        : rest % indices.shape[at]!;
      rest = Math.floor(rest / indices.shape[at]!);
      place += index * stride;
      stride *= x.shape[at]!;
    }
    return place;
  };
}

/** The blocks of `x` that rows of indices are of. */
function blocks(call: OperatorCall, x: Constant, indices: Constant) {
  const depth = indices.shape.at(-1) ?? 0;
  if (depth < 1 || depth > x.shape.length) {
    call.refuse(
      `its indices [${indices.shape}] must be of the axes of [${x.shape}]`,
    );
  }
  const size = sizeOf(x.shape.slice(depth));
  const start = (row: number) => {
    let place = 0;
    for (let axis = 0; axis < depth; axis++) {
      const index = indices.data[row * depth + axis]!;
      place = place * x.shape[axis]! + within(call, index, x.shape[axis]!);
    }
    return place * size;
  };
  return { size, start, count: indices.data.length / depth };
}

/** An index from the front; one below 0 is from the end. */
function within(call: OperatorCall, index: number, length: number): number {
  const place = index < 0 ? index + length : index;
  return Number.isInteger(place) && place >= 0 && place < length
    ? place
    : call.refuse(`its index ${index} must lie within ${length}`);
}

function requireLength(
  call: OperatorCall,
  updates: Constant,
  length: number,
): void {
  if (updates.data.length === length) return;
  call.refuse(
    `its updates must have ${length} elements: current shape is [${updates.shape}]`,
  );
}
