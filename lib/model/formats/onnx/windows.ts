import type { Margins, Padding, Pair } from "../../graph/graph_node.ts";
import type { OperatorCall } from "./operator_call.ts";

/** How a window slides over maps, worked out for their size. */
export interface Windows {
  readonly strides: Pair;
  readonly dilations: Pair;
  /** What lies around the maps, as far as windows reach it. */
  readonly margins: Margins;
  /** The zeros that the file puts around the maps. */
  readonly pads: Margins;
  /** Height and width of the output. */
  readonly size: Pair;
}

/**
 * The windows of an operator that slides one, by its attributes.
 *
 * @param input Height and width of the maps.
 * @param window Height and width of the window.
 */
export function windowsOf(
  call: OperatorCall,
  input: Pair,
  window: Pair,
): Windows {
  const strides = pairOf(call, "strides", 1);
  const dilations = pairOf(call, "dilations", 1);
  const pads = padsOf(call, input, window, strides, dilations);
  const ceil = call.int("ceil_mode", 0) === 1;
  const side = (axis: 0 | 1) => {
    const reach = (window[axis] - 1) * dilations[axis] + 1;
    const [before, after] = pads[axis];
    const rest = (input[axis] + before + after - reach) / strides[axis];
    let length = (ceil ? Math.ceil(rest) : Math.floor(rest)) + 1;
    // The last window must begin inside the maps, or in front of them.
    if (ceil && (length - 1) * strides[axis] >= input[axis] + before) length--;
    if (length < 1) {
      call.refuse(
        `its window of ${reach} does not fit into ${input[axis]} values with ${
          before + after
        } zeros around them`,
      );
    }
    const end = (length - 1) * strides[axis] + reach - input[axis] - before;
    return { length, margin: [before, Math.max(0, end)] as const };
  };
  const [rows, columns] = [side(0), side(1)];
  return {
    strides,
    dilations,
    pads,
    margins: [rows.margin, columns.margin],
    size: [rows.length, columns.length],
  };
}

/** A number for each axis of space; 1 for the height of rows. */
export function pairOf(
  call: OperatorCall,
  name: string,
  otherwise: number,
): Pair {
  const values = call.ints(name);
  if (values === undefined || values.length === 0) {
    return [otherwise, otherwise];
  }
  const pair = values.length === 1 ? [1, values[0]!] : values;
  if (
    pair.length === 2 && pair.every((n) => Number.isSafeInteger(n) && n > 0)
  ) {
    return pair as unknown as Pair;
  }
  call.refuse(
    `${name} must be one or two positive integers: current value is [${
      values.join(", ")
    }]`,
  );
}

function padsOf(
  call: OperatorCall,
  input: Pair,
  window: Pair,
  strides: Pair,
  dilations: Pair,
): Margins {
  const automatic = call.text("auto_pad", "NOTSET");
  if (automatic === "VALID") return [[0, 0], [0, 0]];
  if (automatic === "NOTSET") return givenPads(call);
  if (automatic !== "SAME_UPPER" && automatic !== "SAME_LOWER") {
    call.refuse(
      `auto_pad must be one of NOTSET, VALID, SAME_UPPER, SAME_LOWER: current value is ${automatic}`,
    );
  }
  const side = (axis: 0 | 1) => {
    const reach = (window[axis] - 1) * dilations[axis] + 1;
    const steps = Math.ceil(input[axis] / strides[axis]) - 1;
    const total = Math.max(0, steps * strides[axis] + reach - input[axis]);
    return inHalves(total, automatic);
  };
  return [side(0), side(1)];
}

/** A number of zeros in two halves: the larger at the end, or in front. */
export function inHalves(
  total: number,
  automatic: "SAME_UPPER" | "SAME_LOWER",
): readonly [number, number] {
  const [small, large] = [Math.floor(total / 2), Math.ceil(total / 2)];
  return automatic === "SAME_UPPER" ? [small, large] : [large, small];
}

/** The zeros that the attribute `pads` puts around the maps. */
export function givenPads(call: OperatorCall): Margins {
  const pads = call.ints("pads");
  if (pads === undefined || pads.length === 0) return [[0, 0], [0, 0]];
  const fits = (pads.length === 2 || pads.length === 4) &&
    pads.every((n) => Number.isSafeInteger(n) && n >= 0);
  if (!fits) {
    call.refuse(
      `pads must be two or four whole numbers, 0 or more: current value is [${
        pads.join(", ")
      }]`,
    );
  }
  if (pads.length === 2) return [[0, 0], [pads[0]!, pads[1]!]];
  const [top, left, bottom, right] = pads;
  return [[top!, bottom!], [left!, right!]];
}

/** The margins as the padding of a node: nothing where there are none. */
export function asPadding(margins: Margins): Padding {
  return margins.flat().every((n) => n === 0) ? "valid" : margins;
}
