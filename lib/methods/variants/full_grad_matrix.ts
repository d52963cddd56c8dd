import * as tf from "@tensorflow/tfjs";
import { chain, MapAccumulator } from "../../aggregation/mod.ts";
import {
  constantTerm,
  decompose,
  placementOfTerm,
  type SiteTerm,
  type Term,
} from "../../decomposition/mod.ts";
import { checkValue, listOf, oneOf } from "../../options/mod.ts";
import type { AttributionMethod } from "../attribution_method.ts";
import {
  FULL_GRAD_MAGNITUDES,
  FULL_GRAD_VARIANTS,
  type FullGradMagnitude,
} from "./full_grad_variants.ts";
import { sharedPasses } from "./shared_passes.ts";

/** A variant as its name says it. */
interface NamedVariant {
  readonly name: string;
  readonly magnitude: FullGradMagnitude;
  readonly sumFirst: boolean;
  readonly inputTerm: boolean;
  readonly biasProduct: boolean;
}

/**
 * Several of {@linkcode FULL_GRAD_VARIANTS}, all of them from one forward and one
 * backward pass: asked for on the same images, targets and weights one after the
 * other, as experiments do, each costs its sums over channels only. The maps are
 * those of the variants of the same names.
 *
 * @param names Which of them; all 48 by default.
 * @returns Methods that take the options that every method takes.
 * @throws {TypeError} If names are no list.
 * @throws {RangeError} If there is no variant of a name.
 *
 * @example
 * ```ts
 * import { fullGrad, loadModel } from "fullgrad";
 * import { fullGradMatrix } from "fullgrad/methods";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = new Float32Array(64 * 64 * 3).fill(0.5);
 * const { absolute } = fullGradMatrix(["absolute", "signed"]);
 * const [map, expected] = [await absolute!(model, image), await fullGrad(model, image)];
 * assertAlmostEquals(map.values[0]!, expected.values[0]!, 1e-4);
 * ```
 */
export function fullGradMatrix(
  names: readonly string[] = Object.keys(FULL_GRAD_VARIANTS),
): Readonly<Record<string, AttributionMethod>> {
  checkValue(
    "make a matrix of FullGrad's aggregations",
    "names",
    names,
    listOf(oneOf(Object.keys(FULL_GRAD_VARIANTS))),
  );
  const variants = names.map(parsed);
  return sharedPasses({
    by: "fullGradMatrix",
    of: [],
    maps: Object.fromEntries(
      variants.map(({ name, magnitude, biasProduct }) => [name, {
        method: biasProduct ? "FullGrad" : "Simple FullGrad",
        signed: psiOf(magnitude).magnitude.signed,
        settings: { variant: name, psi: psiOf(magnitude).name },
      }]),
    ),
    pass: (chunk) => {
      const [count, height, width] = chunk.image.shape;
      const maps = variants.map(({ magnitude }) =>
        new MapAccumulator(psiOf(magnitude), [height, width])
      );
      const pass = decompose(chunk, (site) => {
        // Of all variants that take the same values these are computed once.
        const values = new Map<string, Term | undefined>();
        variants.forEach((variant, i) => {
          if (site.site.kind === "input" && !variant.inputTerm) return;
          const { biasProduct, sumFirst } = variant;
          const key = String([biasProduct, sumFirst]);
          if (!values.has(key)) values.set(key, valuesOf(site, variant));
          const term = values.get(key);
          if (term !== undefined) maps[i]!.add(term);
        });
      });
      return {
        ...pass,
        tensors: Object.fromEntries(
          variants.map(({ name }, i) => [name, maps[i]!.map(count)]),
        ),
      };
    },
  });
}

/** What of a term enters a variant's map; nothing of some. */
function valuesOf(
  term: SiteTerm,
  { biasProduct, sumFirst }: NamedVariant,
): Term | undefined {
  const { site, spatial } = term;
  if (!spatial) return undefined;
  const isInput = site.kind === "input";
  if (!biasProduct && !isInput && site.bias !== "explicit") return undefined;
  const own = biasProduct || isInput
    // One gradient is enough, that of the rule.
    ? { ...term, function: undefined }
    : constantTerm(term.gradient, placementOfTerm(term));
  return sumFirst
    ? constantTerm(
      tf.tidy(() => tf.sum(own.product(), -1, true)),
      placementOfTerm(term),
    )
    : own;
}

function psiOf(magnitude: FullGradMagnitude) {
  return chain(...FULL_GRAD_MAGNITUDES[magnitude]);
}

function parsed(name: string): NamedVariant {
  const magnitude = (Object.keys(FULL_GRAD_MAGNITUDES) as FullGradMagnitude[])
    .toSorted((a, b) => b.length - a.length)
    .find((magnitude) => name.startsWith(magnitude))!;
  return {
    name,
    magnitude,
    sumFirst: name.includes("OfSum"),
    inputTerm: !name.includes("NoInput"),
    biasProduct: !name.includes("NoProduct"),
  };
}
