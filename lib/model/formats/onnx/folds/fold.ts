import type { OperatorCall } from "../operator_call.ts";
import type { Value } from "../value.ts";

/** Computes an operator whose inputs are constants. */
export type Fold = (call: OperatorCall) => Value | readonly Value[];

/** Folds by their operators. */
export type Folds = Readonly<Record<string, Fold>>;
