/** A model may be disposed while its weights are drawn anew. */
import { assertRejects } from "@std/assert";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  cascadingRandomization,
  independentRandomization,
  smoothMprt,
} from "../../../lib/evaluation/mod.ts";
import { fullGrad, inputGradient } from "../../../lib/methods/mod.ts";
import { tinyImages, tinyNetwork } from "../tiny_network.ts";

for (
  const [name, run] of Object.entries({
    cascadingRandomization,
    independentRandomization,
    smoothMprt,
  })
) {
  Deno.test(`${name} says that the model was disposed, after whichever unit it was`, async () => {
    await startBackend("cpu");
    for (const last of [1, 2, 3, 4, 5]) {
      const model = tinyNetwork();
      await assertRejects(
        () =>
          run(model, tinyImages(4), {
            methods: { inputGradient, fullGrad },
            controls: {},
            ...(run === smoothMprt && { samples: 2 }),
            onProgress: (done) => {
              if (done === last) model.dispose();
            },
          }),
        Error,
        'Cannot explain the model as its weights must be in memory: the model "tiny" was disposed',
      );
    }
  });
}
