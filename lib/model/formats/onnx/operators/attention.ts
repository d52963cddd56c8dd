import {
  combineConstants,
  mapConstant,
} from "../../../graph/folding/elementwise.ts";
import { sliceConstant } from "../../../graph/folding/rearrange.ts";
import type { LaidOut } from "../../../graph/laid_out.ts";
import type { OperatorCall } from "../operator_call.ts";
import { attend, fromHeads, inHeads, type Scoring } from "./attend.ts";
import type { Operators } from "./operator.ts";
import { sliced } from "./parts.ts";
import { rightProduct } from "./products.ts";
import { affine, MASKED } from "./values.ts";

/**
 * The operators that are attention as a whole: products of matrices and a
 * softmax, as an exporter would spell it out.
 */
export const ATTENTION: Operators = {
  Attention: (call) => {
    refuseState(call, [4, 5], "past keys and values");
    const given = [0, 1, 2].map((i) => call.activation(i));
    const count = (name: string) => call.int(name, 0);
    const [query, key, value] = given.map((x, i) =>
      x.shape.length === 4
        ? x
        : inHeads(call, x, count(i === 0 ? "q_num_heads" : "kv_num_heads"))
    ) as [LaidOut, LaidOut, LaidOut];
    const result = attend(call, query, key, value, {
      scale: call.float("scale", 0),
      softcap: call.float("softcap", 0),
      isCausal: call.int("is_causal", 0) !== 0,
      mask: call.optional(3),
    });
    return given[0]!.shape.length === 4 ? result : fromHeads(call, result);
  },
  "com.microsoft::Attention": (call) => {
    refuseState(call, [4, 6], "past keys and values");
    if (call.int("do_rotary", 0) !== 0) {
      call.refuse("rotary positions are not read");
    }
    const x = call.activation(0);
    const heads = call.int("num_heads", 0);
    const projected = rightProduct(
      call.named("/projection"),
      x,
      call.constant(1),
    );
    const bias = call.optional(2);
    const all = bias === undefined
      ? projected
      : affine(call, projected, { beta: bias }, "/bias");
    const width = all.shape.at(-1)!;
    const sizes = call.ints("qkv_hidden_sizes") ?? Array(3).fill(width / 3);
    let start = 0;
    const [query, key, value] = sizes.map((length) => {
      const part = { axis: all.shape.length - 1, start, length, step: 1 };
      start += length;
      return inHeads(call, sliced(call, all, part), heads);
    }) as [LaidOut, LaidOut, LaidOut];
    return fromHeads(
      call,
      attend(call, query, key, value, ofMicrosoft(call, 3, 5)),
    );
  },
  "com.microsoft::MultiHeadAttention": (call) => {
    refuseState(call, [6, 7], "past keys and values");
    const heads = call.int("num_heads", 0);
    const bias = call.optional(3);
    let start = 0;
    const [query, key, value] = [0, 1, 2].map((place) => {
      const x = call.activation(place);
      const length = x.shape.at(-1)!;
      const part = { axis: 0, start, length, step: 1 };
      start += length;
      const moved = bias === undefined ? x : affine(call, x, {
        beta: sliceConstant(call.space, bias, [part]),
      }, `/bias_${place}`);
      return inHeads(call, moved, heads);
    }) as [LaidOut, LaidOut, LaidOut];
    return fromHeads(
      call,
      attend(call, query, key, value, ofMicrosoft(call, 4, 5)),
    );
  },
};

/** How onnxruntime's own operators score. */
function ofMicrosoft(
  call: OperatorCall,
  padding: number,
  bias: number,
): Scoring {
  const given = call.optional(bias);
  const kept = call.optional(padding);
  if (kept !== undefined && (kept.shape.length !== 2 || kept.shape[0] !== 1)) {
    call.refuse(
      `its mask must be a constant [1, tokens]: current shape is [${
        kept.shape.join(", ")
      }]`,
    );
  }
  const masks = [
    given,
    kept && mapConstant(
      call.space,
      kept,
      (isKept) => isKept === 0 ? MASKED : 0,
      "float",
    ),
  ].filter((each) => each !== undefined);
  return {
    scale: call.float("scale", 0),
    softcap: 0,
    isCausal: call.int("unidirectional", 0) !== 0,
    mask: masks.length < 2
      ? masks[0]
      : combineConstants(call.space, masks, (a, b) => a! + b!, "float"),
  };
}

function refuseState(
  call: OperatorCall,
  inputs: readonly number[],
  what: string,
): void {
  if (call.outputCount > 1 || inputs.some((i) => call.has(i))) {
    call.refuse(`${what} are not read: export the network without a cache`);
  }
}
