/** Every operator with random weights, two images at once, against tfjs. */
import { startBackend } from "../../../lib/backend/mod.ts";
import { assertLikeTfjs } from "./compare.ts";
import { Draft } from "./draft.ts";
import { OPERATOR_CASES } from "./operator_cases.ts";

for (const [operator, cases] of Object.entries(OPERATOR_CASES)) {
  Deno.test(`${operator} is what tfjs computes`, async () => {
    await startBackend("fullgrad-wasm");
    for (const [i, build] of cases.entries()) {
      const draft = new Draft(i);
      const model = draft.model(build(draft));
      await assertLikeTfjs(model, draft.shape, `${operator}, case ${i}`);
    }
  });
}
