import { assert, assertEquals, assertRejects } from "@std/assert";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  type MethodInput,
  prepareMethods,
} from "../../../lib/evaluation/run/mod.ts";
import { VERSION } from "../../../lib/evaluation/run/version.ts";
import { toImages } from "../../../lib/image/mod.ts";
import {
  fullGrad,
  inputGradient,
  randomMap,
  smoothGrad,
} from "../../../lib/methods/mod.ts";
import type { Model } from "../../../lib/model/mod.ts";
import { tinyImages, tinyNetwork } from "../tiny_network.ts";
import config from "../../../deno.json" with { type: "json" };

async function prepared(
  model: Model,
  methods: Readonly<Record<string, MethodInput>>,
) {
  const images = await toImages(tinyImages(2), model);
  return await prepareMethods(model, images, {
    methods,
    controls: { random: randomMap },
  });
}

Deno.test("methods and controls say what they are, and their names of themselves change no key", async () => {
  await startBackend("cpu");
  const { methods, subject, backend } = await prepared(tinyNetwork(), {
    a: fullGrad,
    b: fullGrad,
    smooth: smoothGrad(inputGradient, { samples: 2 }),
    own: (...call) => inputGradient(...call),
  });
  assertEquals(backend, "cpu");
  assertEquals(methods.map(({ name, control }) => [name, control]), [
    ["a", false],
    ["b", false],
    ["smooth", false],
    ["own", false],
    ["random", true],
  ]);
  assertEquals(methods[0]!.method, "FullGrad");
  assertEquals(methods[0]!.key, methods[1]!.key);
  assert(methods[0]!.key !== methods[2]!.key);
  assertEquals(methods[3]!.key, undefined);
  assertEquals(subject.methods[3]!.key, null);
  assertEquals(subject.images.names, ["image 1", "image 2"]);
  // What a record holds is JSON.
  assertEquals(JSON.parse(JSON.stringify(subject)), subject);
});

Deno.test("a key is of weights, options and backend too", async () => {
  const key = async (
    model: Model,
    method: MethodInput = smoothGrad(inputGradient, { samples: 2 }),
  ) => (await prepared(model, { method })).methods[0]!.key!;
  await startBackend("cpu");
  const own = await key(tinyNetwork());
  assertEquals(await key(tinyNetwork()), own);
  const changed = tinyNetwork();
  const weights = changed.layersModel!.getWeights();
  changed.layersModel!.setWeights(
    weights.map((weight, i) => i === 0 ? weight.neg() : weight),
  );
  const keys = [
    own,
    await key(changed),
    await key(tinyNetwork(), smoothGrad(inputGradient, { samples: 3 })),
    await key(tinyNetwork(), { run: fullGrad, options: { preset: "paper" } }),
    await key(tinyNetwork(), fullGrad),
  ];
  await startBackend("wasm");
  keys.push(await key(tinyNetwork()));
  await startBackend("cpu");
  assertEquals(new Set(keys).size, keys.length);
});

Deno.test("no method, or one that is a control too, is refused", async () => {
  await startBackend("cpu");
  await assertRejects(
    () => prepared(tinyNetwork(), {}),
    RangeError,
    "at least one",
  );
  await assertRejects(
    () => prepared(tinyNetwork(), { random: randomMap }),
    RangeError,
    '"random" is a method and a control',
  );
});

Deno.test("the version is that of deno.json", () => {
  assertEquals(VERSION, config.version);
});
