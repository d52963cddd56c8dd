import type { AnyNode } from "../graph_node.ts";
import type { PatternView } from "./rewrite.ts";

/** The output of a node times a number, plus a number. */
export interface LinearView {
  readonly id: number;
  readonly scale: number;
  readonly offset: number;
}

/** A value as itself, and as a multiple of another, where it is one. */
export function linearViews(
  id: number,
  view: PatternView,
): readonly LinearView[] {
  const node = view.node(id);
  const self = { id, scale: 1, offset: 0 };
  return node.kind === "rescale"
    ? [self, { id: node.inputs[0]!, ...node.attributes }]
    : [self];
}

/** The input of a function of every element, if `id` is one of that name. */
export function inputOf(
  id: number,
  name: string,
  view: PatternView,
): number | undefined {
  const node = view.node(id);
  return node.kind === "activation" && node.attributes.fn.name === name
    ? node.inputs[0]
    : undefined;
}

/** The factors of a product, in both orders. */
export function factorsOf(
  node: AnyNode,
): readonly (readonly [number, number])[] {
  if (node.kind !== "multiply" || node.inputs.length !== 2) return [];
  const [a, b] = node.inputs as [number, number];
  return [[a, b], [b, a]];
}

/** Whether two numbers are equal but for how an exporter has rounded them. */
export function isAbout(value: number, expected: number): boolean {
  return Math.abs(value - expected) <= 1e-4 * Math.abs(expected);
}
