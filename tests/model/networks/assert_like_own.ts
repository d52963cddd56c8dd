import { assertEquals } from "@std/assert";
import type { NumericArray } from "../../../lib/propagation/passes/explained.ts";
import type { Model } from "../../../lib/model/mod.ts";
import { assertClose } from "../../propagation/assert_close.ts";

/** How far a value may be off, as a share of the largest logit. */
const TOLERANCE = 1e-4;

/** Probabilities below it say their logit in too few digits. */
const READABLE = 1e-5;

/**
 * Fails unless the logits of images are those that a framework's outputs say:
 * logits themselves, or the probabilities (or their logarithms) of the model's
 * head. Of probabilities only differences of logits can be known.
 */
export function assertLikeOwn(
  logits: NumericArray,
  outputs: readonly number[],
  { graph }: Pick<Model, "graph">,
): void {
  const classes = logits.shape.at(-1)!;
  assertEquals(outputs.length, logits.values.length);
  for (let from = 0; from < outputs.length; from += classes) {
    const [ours, own] = [logits.values, outputs].map((values) =>
      Array.prototype.slice.call(values, from, from + classes) as number[]
    ) as [number[], number[]];
    const image = `image ${from / classes}`;
    if (graph.head === undefined) {
      assertClose(ours, own, TOLERANCE, image);
      continue;
    }
    const isLog = own.every((value) => value <= 0) && own.some((p) => p < 0);
    const probabilities = isLog ? own.map(Math.exp) : own;
    const scale = Math.max(...ours.map(Math.abs));
    assertClose(throughHead(ours, graph.head), probabilities, 1e-4, image);
    const known = [...probabilities.keys()].filter((i) =>
      probabilities[i]! > READABLE && probabilities[i]! < 1 - READABLE
    );
    const wanted = known.map((i) => logitOf(probabilities[i]!, graph.head!));
    const shift = graph.head === "softmax" && known.length > 0
      ? wanted[0]! - ours[known[0]!]!
      : 0;
    known.forEach((i, k) => {
      const off = Math.abs(ours[i]! + shift - wanted[k]!);
      if (off <= 2 * TOLERANCE * Math.max(scale, 1)) return;
      throw new Error(
        `${image}: logit ${i} is ${ours[i]! + shift} and not ${
          wanted[k]
        }, off by ${off} where the largest is ${scale}`,
      );
    });
  }
}

function logitOf(probability: number, head: "softmax" | "sigmoid"): number {
  return head === "softmax"
    ? Math.log(probability)
    : Math.log(probability / (1 - probability));
}

/** The probabilities that logits mean. */
function throughHead(
  logits: readonly number[],
  head: "softmax" | "sigmoid",
): readonly number[] {
  if (head === "sigmoid") return logits.map((z) => 1 / (1 + Math.exp(-z)));
  const most = Math.max(...logits);
  const powers = logits.map((z) => Math.exp(z - most));
  const total = powers.reduce((sum, value) => sum + value, 0);
  return powers.map((value) => value / total);
}
