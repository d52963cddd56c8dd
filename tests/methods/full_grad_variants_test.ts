import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  absolute,
  chain,
  fullGrad,
  type Magnitude,
  negative,
  positive,
  signed,
  simpleFullGrad,
  startBackend,
} from "fullgrad";
import {
  FULL_GRAD_VARIANTS,
  fullGradVariant,
  ofChannelSum,
  PROPAGATION_VARIANTS,
} from "fullgrad/methods";
import { assertClose } from "../propagation/assert_close.ts";
import { images, network } from "./networks/mod.ts";

const OPTIONS = { target: [1, 2] };

async function values(name: string): Promise<Float32Array> {
  const model = network("residual");
  const map = await FULL_GRAD_VARIANTS[name]!(model, images(2), OPTIONS);
  model.dispose();
  return map.values;
}

Deno.test("FULL_GRAD_VARIANTS has FullGrad and Simple FullGrad in their places", async () => {
  await startBackend("fullgrad-wasm");
  const model = network("residual");
  const full = await fullGrad(model, images(2), OPTIONS);
  const simple = await simpleFullGrad(model, images(2), OPTIONS);
  model.dispose();
  assertEquals(await values("absolute"), full.values);
  assertEquals(await values("absoluteNoProduct"), simple.values);
});

Deno.test("every place of the matrix is another map", async () => {
  await startBackend("fullgrad-wasm");
  const names = Object.keys(FULL_GRAD_VARIANTS);
  assertEquals(names.length, 48);
  const maps = new Map<string, string>();
  for (const name of names) {
    const key = (await values(name)).join();
    const same = maps.get(key);
    // Not rescaled, a signed sum over channels is the same in either order.
    const expected = name.startsWith("signedOfSum")
      ? name.replace("OfSum", "")
      : undefined;
    assertEquals(same, expected, name);
    maps.set(key, name);
  }
});

Deno.test("positive − negative is signed, before a rescaling", async () => {
  await startBackend("fullgrad-wasm");
  const model = network("residual");
  const of = async (magnitude: Magnitude) => {
    const psi = chain(magnitude);
    return (await fullGrad(model, images(2), { ...OPTIONS, psi })).values;
  };
  for (const order of [(part: Magnitude) => part, ofChannelSum]) {
    const [up, down, all, both] = [
      await of(order(positive)),
      await of(order(negative)),
      await of(order(absolute)),
      await of(order(signed)),
    ];
    assertClose(up.map((v, i) => v - down[i]!), both, 1e-5, "signed");
    assertClose(up.map((v, i) => v + down[i]!), all, 1e-5, "absolute");
  }
  model.dispose();
});

Deno.test("fullGradVariant() leaves out the input term, or the bias product", async () => {
  await startBackend("fullgrad-wasm");
  const model = network("plain");
  const run = fullGradVariant({ magnitude: "positive", inputTerm: false });
  const map = await run(model, images(1));
  const terms = map.settings["terms"] as readonly string[];
  assert(terms.length > 0 && !terms.includes("input"));
  model.dispose();
  assertThrows(
    () => fullGradVariant({ magnitude: "cube" as "square" }),
    RangeError,
    'current value is "cube"',
  );
});

Deno.test("PROPAGATION_VARIANTS are eight different maps", async () => {
  await startBackend("fullgrad-wasm");
  const model = network("plain");
  const maps = new Set<string>();
  for (const [name, method] of Object.entries(PROPAGATION_VARIANTS)) {
    const map = await method(model, images(1), { target: 1 });
    assert(map.values.some((value) => value !== 0), name);
    maps.add(map.values.join());
  }
  assertEquals(maps.size, 8);
  model.dispose();
});
