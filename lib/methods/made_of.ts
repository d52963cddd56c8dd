/** What made a method, where its own source does not say it. */
export interface MadeOf {
  /** The function that made it, such as `smoothGrad`. */
  readonly by: string;
  /** What it was given: methods, options. */
  readonly of: readonly unknown[];
}

const MADE_OF: unique symbol = Symbol("what made this method");

/**
 * The method, which from now on says what made it: results of long work are
 * reused only where it is known what they are of.
 */
export function sayMadeOf<Method extends object>(
  method: Method,
  madeOf: MadeOf,
): Method {
  return Object.assign(method, { [MADE_OF]: madeOf });
}

/** What made a method, as {@linkcode sayMadeOf} has it; else `undefined`. */
export function madeOf(method: object): MadeOf | undefined {
  return (method as { readonly [MADE_OF]?: MadeOf })[MADE_OF];
}
