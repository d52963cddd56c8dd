/** What blur alone gains in remove and retrain, paired over runs. */
import { assertEquals } from "@std/assert";
import { startBackend } from "../../../lib/backend/mod.ts";
import { blurred, removeAndRetrain } from "../../../lib/evaluation/mod.ts";
import { inputGradient } from "../../../lib/methods/mod.ts";
import { tinyNetwork } from "../tiny_network.ts";
import { checksumRetrainer, DATA } from "./toy.ts";

await startBackend("cpu");

Deno.test("retraining: methods enter blurred where it is asked for, and the gain is paired over runs", async () => {
  const options = {
    controls: {},
    fractions: [0.3, 0.6],
    retrainer: checksumRetrainer(),
  };
  const run = (methods: Parameters<typeof removeAndRetrain>[2]["methods"]) =>
    removeAndRetrain(tinyNetwork(), DATA, { ...options, methods, runs: 3 });
  const plain = await run({ gradient: inputGradient });
  assertEquals(plain.blurGains(), []);
  const twins = await removeAndRetrain(tinyNetwork(), DATA, {
    ...options,
    methods: { gradient: inputGradient },
    blurred: true,
    runs: 3,
  });
  const apart = await run({
    gradient: inputGradient,
    twin: blurred(inputGradient),
  });
  const [gain, ...others] = twins.blurGains();
  assertEquals(others, []);
  const { a: _, ...expected } = apart.paired("twin", "gradient");
  const { a, ...found } = gain!;
  assertEquals(a, "gradient, blurred");
  assertEquals(found, expected);
  assertEquals([found.over, found.n], ["repeats", 3]);
});
