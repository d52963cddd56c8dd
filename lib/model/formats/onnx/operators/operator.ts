import type { OperatorCall } from "../operator_call.ts";
import type { Value } from "../value.ts";

/**
 * Adds the nodes of one call of an operator and returns its output, or all of
 * its outputs; one that is not read is `undefined`.
 */
export type Operator = (
  call: OperatorCall,
) => Value | readonly (Value | undefined)[];

/** Operators by their names. */
export type Operators = Readonly<Record<string, Operator>>;
