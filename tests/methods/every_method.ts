import {
  biasGradients,
  type FullGradients,
  fullGradients,
  type TermSum,
} from "../../lib/decomposition/mod.ts";
import type { ImageInput } from "../../lib/image/mod.ts";
import {
  type AttributionMethod,
  type MethodName,
  METHODS,
} from "../../lib/methods/mod.ts";
import type { ModelInput } from "../../lib/model/mod.ts";
import type {
  Explained,
  ExplainOptions,
  NumericArray,
} from "../../lib/propagation/mod.ts";
import { QUICK_METHODS } from "./quick_methods.ts";

/** What a method computed, with every number per image in one table. */
export interface Outcome {
  readonly explained: Explained;
  /** By name; the first axis is the image's. */
  readonly arrays: Readonly<Record<string, NumericArray>>;
}

/** A method as the tests call it. */
export type Method = (
  model: ModelInput,
  images: ImageInput,
  options?: ExplainOptions,
) => Promise<Outcome>;

function ofMap(method: AttributionMethod): Method {
  return async (model, images, options) => {
    const map = await method(model, images, options);
    return {
      explained: map,
      arrays: {
        map: { values: map.values, shape: map.shape },
        logits: map.logits,
        ...(map.terms && { sums: perImage(map) }),
      },
    };
  };
}

function perImage(
  { terms, images }: Pick<FullGradients, "images"> & {
    readonly terms?: FullGradients["terms"] | undefined;
  },
): NumericArray {
  const count = images.shape[0];
  const values = Array.from(
    { length: count },
    (_, i) => terms!.flatMap(({ sums, absolute }) => [sums[i]!, absolute[i]!]),
  );
  return {
    values: Float32Array.from(values.flat()),
    shape: [count, values[0]!.length],
  };
}

/** Every public function that explains images by a model's full-gradient. */
export const EVERY_METHOD: Readonly<Record<string, Method>> = {
  ...Object.fromEntries(
    Object.entries(QUICK_METHODS).map(([name, run]) => [name, ofMap(run)]),
  ),
  fullGradients: async (model, images, options) => {
    const exact = await fullGradients(model, images, options);
    const terms = exact.biasGradients.map(({ site, term }) =>
      [`term of ${keyOf(site)}`, term] as const
    );
    return {
      explained: exact,
      arrays: {
        ...Object.fromEntries(terms),
        inputGradient: exact.inputGradient,
        inputTerm: exact.inputTerm,
        logits: exact.logits,
        sums: perImage(exact),
      },
    };
  },
  biasGradients: async (model, images, options) => {
    const result = await biasGradients(model, images, options);
    const maps = result.layers.flatMap(({ site, signed, magnitude }) =>
      signed && magnitude
        ? [
          [`signed ${keyOf(site)}`, signed],
          [`magnitude of ${keyOf(site)}`, magnitude],
        ] as const
        : []
    );
    const { layers: terms, images: batch } = result;
    return {
      explained: result,
      arrays: {
        ...Object.fromEntries(maps),
        logits: result.logits,
        sums: perImage({ terms, images: batch }),
      },
    };
  },
};

/** Whether a method is a control, which looks at no gradient. */
export function isControl(name: string): boolean {
  return METHODS[name as MethodName]?.family === "control";
}

/** Whether a method only looks at outputs, of copies with parts covered. */
export function covers(name: string): boolean {
  return name === "scoreCam" ||
    METHODS[name as MethodName]?.family === "masking";
}

function keyOf({ kind, name }: TermSum["site"]): string {
  return kind === "input" ? kind : `${kind} ${name}`;
}

/** The part of an array that belongs to one image. */
export function rowOf(
  { values, shape }: NumericArray,
  image: number,
): Float32Array {
  const size = values.length / shape[0]!;
  return values.slice(image * size, (image + 1) * size);
}
