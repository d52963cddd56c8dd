import {
  checkOptions,
  checkValue,
  isRecord,
  oneOf,
  type OptionRequirements,
} from "../options/mod.ts";

/** Plain data that says by its kind what else it has. */
interface Variant {
  readonly kind: string;
}

/** By kind: what everything must be that data of this kind has. */
export type VariantRequirements<V extends Variant> = {
  readonly [K in V["kind"]]: OptionRequirements<
    Omit<Extract<V, { readonly kind: K }>, "kind">
  >;
};

/**
 * Checks an option of {@linkcode train} that is of one of several kinds.
 *
 * @param name What the option is called.
 * @param required What must not be missing where a kind has it.
 * @throws {TypeError} If it is no plain object, or something in it does not
 * exist, is missing or has another type.
 * @throws {RangeError} If there is no such kind, or an entry has another value.
 */
export function checkVariant<V extends Variant>(
  name: string,
  variant: V,
  requirements: VariantRequirements<V>,
  required: readonly string[] = [],
): void {
  const kinds = oneOf(Object.keys(requirements));
  checkValue("train", name, variant, {
    expected: `an object whose kind is ${kinds.expected}`,
    isType: isRecord,
  });
  checkValue("train", `the kind of ${name}`, variant.kind, kinds);
  const entries = { kind: kinds, ...requirements[variant.kind as V["kind"]] };
  const action = `train with the ${name} "${variant.kind}"`;
  checkOptions<object>(action, variant, entries);
  for (const [entry, requirement] of Object.entries(entries)) {
    if (!required.includes(entry)) continue;
    checkValue(action, entry, variant[entry as keyof V], requirement);
  }
}
