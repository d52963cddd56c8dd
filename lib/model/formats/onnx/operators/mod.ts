/**
 * How every operator of ONNX becomes nodes of the graph.
 *
 * @module
 */
import { ACTIVATIONS } from "./activations.ts";
import { ATTENTION } from "./attention.ts";
import { CONTRIBUTED } from "./contributed.ts";
import { CONVOLUTIONS } from "./convolutions.ts";
import { einsum } from "./einsum.ts";
import { ELEMENTWISE_OPERATORS } from "./elementwise.ts";
import { NORMALIZATIONS } from "./normalizations.ts";
import type { Operators } from "./operator.ts";
import { PADDING } from "./padding.ts";
import { POOLS } from "./pooling.ts";
import { PRODUCTS } from "./products.ts";
import { REDUCTIONS } from "./reductions.ts";
import { RESIZING } from "./resizing.ts";
import { PARTS } from "./parts.ts";
import { SHAPING } from "./shaping.ts";
import { TRANSPOSED_CONVOLUTIONS } from "./transposed_convolutions.ts";

export type { Operator } from "./operator.ts";

/** The operators that are read where their inputs depend on the image. */
export const OPERATORS: Operators = {
  ...ACTIVATIONS,
  ...ATTENTION,
  ...CONTRIBUTED,
  ...CONVOLUTIONS,
  Einsum: einsum,
  ...ELEMENTWISE_OPERATORS,
  ...NORMALIZATIONS,
  ...PADDING,
  ...POOLS,
  ...PRODUCTS,
  ...REDUCTIONS,
  ...RESIZING,
  ...PARTS,
  ...SHAPING,
  ...TRANSPOSED_CONVOLUTIONS,
};
