import * as fc from "fast-check";

/** A place in a JSON value, chosen by numbers, and what happens there. */
export interface Change {
  readonly steps: readonly number[];
  readonly value: unknown;
  readonly kind: "replace" | "remove" | "double" | "swap";
}

/** Changes of every kind. */
export const changes: fc.Arbitrary<Change> = fc.record({
  steps: fc.array(fc.nat(), { minLength: 2, maxLength: 9 }),
  value: fc.oneof(
    fc.constantFrom<unknown>(
      ...[null, true, -1, 0, 1, 2, 1.5, 2e7, 2 ** 31, 2 ** 53, 1e300],
      ...["", "relu", "Functional", "conv1", "constructor", "__proto__"],
      ...[[], {}, [[]], [null]],
    ),
    fc.jsonValue({ maxDepth: 2 }),
  ),
  kind: fc.constantFrom("replace", "remove", "double", "swap"),
});

/** Changes a JSON value in place. */
export function change(json: unknown, { steps, value, kind }: Change): void {
  let here = json as Record<string, unknown>;
  for (const [i, step] of steps.entries()) {
    const keys = Object.keys(here);
    if (keys.length === 0) return;
    const key = keys[step % keys.length]!;
    const next = here[key];
    const deeper = typeof next === "object" && next !== null;
    if (deeper && i < steps.length - 1) {
      here = next as Record<string, unknown>;
      continue;
    }
    if (kind === "replace") here[key] = value;
    else if (kind === "remove") delete here[key];
    else if (kind === "double" && Array.isArray(here)) here.push(next);
    else {
      const other = keys[(step + 1) % keys.length]!;
      [here[key], here[other]] = [here[other], next];
    }
    return;
  }
}
