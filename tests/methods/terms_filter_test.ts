import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  chain,
  massPreserving,
  signed,
  type TermFilter,
} from "../../lib/aggregation/mod.ts";
import { startBackend } from "../../lib/backend/mod.ts";
import { fullGrad } from "../../lib/methods/mod.ts";
import { convBnNet, noiseBatch } from "../aggregation/networks/mod.ts";

await startBackend("fullgrad-wasm");

const psi = chain(signed, massPreserving);
const input: TermFilter = ({ kind }) => kind === "input";
const biases: TermFilter = ({ kind }) => kind !== "input";

Deno.test("the maps of the input term and of the bias terms add up to the whole", async () => {
  const model = convBnNet();
  const batch = noiseBatch(2);
  const [whole, one, rest] = await Promise.all(
    [undefined, input, biases].map((terms) =>
      fullGrad(model, batch, { psi, ...(terms && { terms }) })
    ),
  );
  const scale = Math.max(...whole!.values.map(Math.abs));
  whole!.values.forEach((value, i) =>
    assert(Math.abs(value - one!.values[i]! - rest!.values[i]!) <= 1e-5 * scale)
  );
  assert(one!.values.some((value) => value !== 0));
  assert(rest!.values.some((value) => value !== 0));
  model.dispose();
});

Deno.test("the maps of all sites, one by one, add up to the whole", async () => {
  const model = convBnNet();
  const batch = noiseBatch(1);
  for (const preset of ["idiap", "paper", "idiap2019"] as const) {
    const whole = await fullGrad(model, batch, { preset });
    const sum = new Float64Array(whole.values.length);
    for (const { site } of whole.terms!) {
      const { values, settings } = await fullGrad(model, batch, {
        preset,
        terms: ({ name }) => name === site.name,
      });
      assertEquals(settings["terms"], [site.name]);
      values.forEach((value, i) => sum[i]! += value);
    }
    const scale = Math.max(...whole.values);
    whole.values.forEach((value, i) =>
      assert(Math.abs(value - sum[i]!) <= 1e-5 * scale, preset)
    );
  }
  model.dispose();
});

Deno.test("what does not enter the map stays in the sums", async () => {
  const model = convBnNet();
  const [whole, one] = await Promise.all(
    [undefined, input].map((terms) =>
      fullGrad(model, noiseBatch(1), terms ? { terms } : {})
    ),
  );
  assertEquals(one!.terms, whole!.terms);
  assertEquals(one!.completeness, whole!.completeness);
  assertEquals(one!.settings["terms"], ["input"]);
  model.dispose();
});

Deno.test("without any term the map is 0, and a note says so", async () => {
  const model = convBnNet();
  for (
    const terms of [
      () => false,
      ({ name }: { name: string }) => name === "logits",
    ]
  ) {
    const map = await fullGrad(model, noiseBatch(2), { terms });
    assertEquals(map.values.length, 2 * 12 * 9);
    assert(map.values.every((value) => value === 0));
    const notes = map.notes.filter((note) => note.includes("0 everywhere"));
    assertEquals(notes.length, 2);
    assertStringIncludes(notes[1]!, "image 2");
  }
  model.dispose();
});
