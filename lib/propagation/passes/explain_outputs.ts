import type { ImageInput } from "../../image/mod.ts";
import type { ModelInput } from "../../model/mod.ts";
import { forward } from "../forward.ts";
import { evaluateTarget } from "../targets/mod.ts";
import { explainInChunks } from "./explain_in_chunks.ts";
import type { ExplainOptions } from "./explain_options.ts";
import type { Explained } from "./explained.ts";

/** What is explained and its value, by a forward pass only. */
export async function explainOutputs(
  model: ModelInput,
  images: ImageInput,
  options: ExplainOptions,
): Promise<Explained> {
  const { arrays: _, ...explained } = await explainInChunks(
    model,
    images,
    options,
    ({ model: { graph }, image, target, classes }) => {
      const logits = forward(graph, image).output;
      const { value } = evaluateTarget(target, logits, graph.head, classes);
      return { logits, value, tensors: {} };
    },
  );
  return explained;
}
