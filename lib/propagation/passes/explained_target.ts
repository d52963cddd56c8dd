import type { Images } from "../../image/mod.ts";
import type { Head, Model } from "../../model/mod.ts";
import { isSingleSigmoid, type Target } from "../targets/mod.ts";
import type { ExplainedTarget, NumericArray } from "./explained.ts";

/** What was explained, in words and numbers, once the output is known. */
export function explainedTarget(
  { classNames, graph }: Model,
  { names }: Images,
  { label, custom }: Target,
  { chosen, references, logits, value }: {
    readonly chosen: readonly number[] | undefined;
    readonly references: readonly number[] | undefined;
    readonly logits: NumericArray;
    readonly value: NumericArray;
  },
): ExplainedTarget {
  const classes = custom ? [] : chosen ?? argmax(logits, graph.head);
  const nameOf = (index: number) => classNames?.[index] ?? `class ${index}`;
  return {
    label,
    classes,
    names: classes.map(nameOf),
    descriptions: names.map((_, i) =>
      describe(label, classes[i], references?.[i], nameOf)
    ),
    references,
    values: [...value.values],
  };
}

/** What a reader should know of a target and the end of the network. */
export function headNotes(
  head: Head | undefined,
  { label, linear, throughHead, custom }: Target,
): readonly string[] {
  if (head === undefined) {
    return throughHead
      ? [
        `The network ends in no softmax or sigmoid; what is explained is the ${label} that a softmax of its output would give.`,
      ]
      : [];
  }
  const explained = throughHead
    ? `the ${label} that it gives`
    : custom
    ? `the function "${label}" of the logits before it`
    : linear
    ? `the ${label} before it`
    : `the ${label} of the logits before it`;
  return [`The network ends in a ${head}; what is explained is ${explained}.`];
}

function describe(
  label: string,
  chosen: number | undefined,
  reference: number | undefined,
  nameOf: (index: number) => string,
): string {
  if (chosen === undefined) return label;
  if (reference === undefined) return `${label} of ${nameOf(chosen)}`;
  return `${label} ${nameOf(chosen)} − ${nameOf(reference)}`;
}

function argmax(
  { values, shape }: NumericArray,
  head: Head | undefined,
): readonly number[] {
  const [count, classes] = shape as [number, number];
  if (isSingleSigmoid(shape, head)) {
    return Array.from(values, (logit) => logit > 0 ? 1 : 0);
  }
  return Array.from({ length: count }, (_, i) => {
    const row = values.subarray(i * classes, (i + 1) * classes);
    return row.indexOf(
      row.reduce((best, value) => Math.max(best, value), -Infinity),
    );
  });
}
