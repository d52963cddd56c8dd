import type { ImageInput } from "../image/mod.ts";
import {
  fullGrad,
  inputGradient,
  inputTimesGradient,
  simpleFullGrad,
  smoothFullGrad,
} from "../methods/mod.ts";
import type { SaliencyMap } from "../aggregation/mod.ts";
import type { ModelInput } from "../model/mod.ts";
import type { ExplainOptions } from "../propagation/mod.ts";

/** The methods that the command line knows, by name. */
export const CLI_METHODS: Readonly<
  Record<
    string,
    (
      model: ModelInput,
      images: ImageInput,
      options: ExplainOptions,
    ) => Promise<SaliencyMap>
  >
> = {
  fullGrad,
  simpleFullGrad,
  smoothFullGrad,
  inputGradient,
  inputTimesGradient,
};
