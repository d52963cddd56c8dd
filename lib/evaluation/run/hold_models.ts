import { type Model, type WeightUse, withWeights } from "../../model/mod.ts";
import type { RunOptions } from "./run_options.ts";

/**
 * Runs an experiment while it holds the weights of its models, so that nobody
 * changes them in between; see {@linkcode withWeights}.
 *
 * @param use Whether the experiment changes the weights itself; it must put
 * them back.
 * @param action What cannot be done otherwise, as "remove pixels".
 * @param work Gets the models for its methods, and the options, whose progress
 * is told from outside of the experiment.
 */
export async function holdModels<
  const Models extends readonly Model[],
  Options extends Pick<RunOptions, "signal" | "onProgress">,
  T,
>(
  models: Models,
  use: WeightUse,
  action: string,
  options: Options,
  work: (
    models: { readonly [Place in keyof Models]: Model },
    options: Options,
  ) => Promise<T>,
): Promise<T> {
  const { signal, onProgress } = options;
  return await withWeights(
    models,
    use,
    { action, signal },
    (held) =>
      work(held.models, {
        ...options,
        ...(onProgress && { onProgress: held.outside(onProgress) }),
      }),
  );
}
