const OWN_PARTS = new WeakSet<object>();

/**
 * A part of ψ that this package makes, never to change: what it is called in the
 * backend's fused pass says what its function does.
 */
export function ownPart<P extends object>(part: P): P {
  OWN_PARTS.add(Object.freeze(part));
  return part;
}

/** Whether a part is of this package itself, and no copy with another function. */
export function isOwnPart(part: object): boolean {
  return OWN_PARTS.has(part);
}

/** What the fused pass calls a part; nothing where its function may be another. */
export function fusedName<F>(part: { readonly fused?: F }): F | undefined {
  return isOwnPart(part) ? part.fused : undefined;
}
