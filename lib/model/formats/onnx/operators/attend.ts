import type { Constant } from "../../../graph/folding/constant.ts";
import { mapConstant } from "../../../graph/folding/elementwise.ts";
import { type LaidOut, transposed } from "../../../graph/laid_out.ts";
import type { OperatorCall } from "../operator_call.ts";
import { softmax } from "./normalizations.ts";
import { product } from "./products.ts";
import { activated, affine, expanded, MASKED, scaled } from "./values.ts";

/** How scores become weights. */
export interface Scoring {
  /** The factor on them; by default one over the root of a query's length. */
  readonly scale: number;
  /** If it is not 0, they are kept below it. */
  readonly softcap: number;
  /** Whether no attention is paid to what comes later. */
  readonly isCausal: boolean;
  /** What is added, or where attention may be paid. */
  readonly mask: Constant | undefined;
}

/** Attention of queries `[N, H, T, D]` to keys and values `[N, G, S, D]`. */
export function attend(
  call: OperatorCall,
  query: LaidOut,
  key: LaidOut,
  value: LaidOut,
  { scale, softcap, isCausal, mask }: Scoring,
): LaidOut {
  const [, heads, rows, depth] = query.shape as [
    number,
    number,
    number,
    number,
  ];
  const columns = key.shape[2]!;
  const keys = transposed(repeated(call, key, heads), [0, 1, 3, 2]);
  const masks = [
    mask && additive(call, mask),
    isCausal ? causalMask(call, rows, columns) : undefined,
  ].filter((each) => each !== undefined);
  if (softcap !== 0 && masks.length > 0) {
    call.refuse(
      "softcap must be 0 where scores are masked: which comes first differs from version to version",
    );
  }
  let scores = scaled(
    call,
    product(call.named("/scores"), query, keys),
    scale === 0 ? 1 / Math.sqrt(depth) : scale,
    "/scale",
  );
  if (softcap !== 0) {
    const small = scaled(call, scores, 1 / softcap, "/small");
    const capped = activated(call, small, { name: "tanh" }, "/cap");
    scores = scaled(call, capped, softcap, "/softcap");
  }
  for (const [i, beta] of masks.entries()) {
    scores = affine(call, scores, { beta }, `/mask_${i}`);
  }
  const weights = softmax(call.named("/softmax"), "softmax", scores, 3);
  return product(call, weights, repeated(call, value, heads));
}

/** `[N, T, H·D]` as `[N, H, T, D]`. */
export function inHeads(
  call: OperatorCall,
  x: LaidOut,
  heads: number,
): LaidOut {
  const [n, rows, width] = x.shape as [number, number, number];
  const fits = x.shape.length === 3 && Number.isSafeInteger(heads) &&
    heads > 0 && width % heads === 0;
  if (!fits) {
    call.refuse(
      `its queries, keys and values must be [N, tokens, heads · depth] of ${heads} heads: current shape is [${
        x.shape.join(", ")
      }]`,
    );
  }
  const split = call.reshape(x, [n, rows, heads, width / heads]);
  return transposed(split, [0, 2, 1, 3]);
}

/** `[N, H, T, D]` as `[N, T, H·D]`. */
export function fromHeads(call: OperatorCall, x: LaidOut): LaidOut {
  const [n, heads, rows, depth] = x.shape as [number, number, number, number];
  return call.reshape(
    transposed(x, [0, 2, 1, 3]),
    [n, rows, heads * depth],
  );
}

/** Keys or values of groups of heads, each as often as it has heads. */
function repeated(call: OperatorCall, x: LaidOut, heads: number): LaidOut {
  const [n, groups, rows, depth] = x.shape as [number, number, number, number];
  if (groups === heads) return x;
  if (heads % groups !== 0) {
    call.refuse(`${heads} heads cannot share ${groups} of keys and values`);
  }
  const apart = call.reshape(x, [n, groups, 1, rows, depth]);
  const all = expanded(call, apart, [n, groups, heads / groups, rows, depth]);
  return call.reshape(all, [n, heads, rows, depth]);
}

/** A mask as what is added to scores: where it is of yes and no, 0 or little. */
function additive(call: OperatorCall, mask: Constant): Constant {
  return mapConstant(
    call.space,
    mask,
    mask.type === "float"
      ? (value) => Math.max(value, MASKED)
      : (isSeen) => isSeen === 0 ? MASKED : 0,
    "float",
  );
}

/** What hides the columns that come after a row's own. */
function causalMask(
  call: OperatorCall,
  rows: number,
  columns: number,
): Constant {
  if (rows !== columns) {
    call.refuse(
      `it must have as many queries as keys where it pays no attention to what comes later: they are ${rows} and ${columns}`,
    );
  }
  const mask = call.space.make("float", [rows, columns]);
  mask.data.forEach((_, i) =>
    mask.data[i] = i % columns > Math.floor(i / columns) ? MASKED : 0
  );
  return mask;
}
