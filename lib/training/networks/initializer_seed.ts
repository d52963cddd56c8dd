/** A seed for an initializer of tfjs, which takes 0 for none. */
export function initializerSeed(seed: number): number {
  return seed === 0 ? 2 ** 31 - 1 : seed;
}
