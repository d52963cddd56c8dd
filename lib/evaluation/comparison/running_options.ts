import type { EvaluationOptions } from "./evaluation_options.ts";

/** The options that go on to a method. */
export function runningOptions(
  { chunkSize, signal }: EvaluationOptions,
): Pick<EvaluationOptions, "chunkSize" | "signal"> {
  return {
    ...(chunkSize !== undefined && { chunkSize }),
    ...(signal && { signal }),
  };
}
