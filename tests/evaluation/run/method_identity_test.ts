/** What tells a method from others, so that results are reused for it alone. */
import { assert, assertEquals } from "@std/assert";
import { pathToFileURL } from "node:url";
import {
  chain,
  halfPixel,
  magnitude,
  ofChannelSum,
  positive,
  rescale,
} from "../../../lib/aggregation/mod.ts";
import {
  methodIdentity,
  type MethodInput,
  methodOf,
  targetIdentity,
} from "../../../lib/evaluation/run/mod.ts";
import { blurred } from "../../../lib/evaluation/mod.ts";
import {
  type AttributionMethod,
  CAM_VARIANTS,
  ensemble,
  expectedGradients,
  FULL_GRAD_VARIANTS,
  fullGrad,
  fullGradVariant,
  gradCam,
  inputGradient,
  integratedGradients,
  PROPAGATION_VARIANTS,
  randomMap,
  smoothGrad,
  smoothGradSquared,
} from "../../../lib/methods/mod.ts";
import {
  GRADIENT,
  GUIDED_BACKPROP,
  LIBRA,
  logit,
  logitDifference,
  probability,
} from "../../../lib/propagation/mod.ts";
import { sha256 } from "../../../lib/platform/mod.ts";
import { withFolder } from "../../model/saved_model.ts";

/** Two of these look the same from outside. */
const hidden = (factor: number): AttributionMethod => async (...call) => {
  const map = await inputGradient(...call);
  return Object.assign(map, { values: map.values.map((v) => factor * v) });
};

Deno.test("methods of the package with options of plain data are known, each by an identity of its own", async () => {
  const noise = { samples: 2, seed: 1 };
  const draws = (value: number) => ({
    values: new Float32Array(3).fill(value),
    shape: [1, 1, 1, 1, 3],
  });
  const inputs: MethodInput[] = [
    fullGrad,
    inputGradient,
    gradCam,
    randomMap,
    { run: fullGrad, options: { rules: LIBRA } },
    { run: fullGrad, options: { rules: GUIDED_BACKPROP } },
    {
      run: fullGrad,
      options: { rules: { ...GRADIENT, activation: LIBRA.activation } },
    },
    smoothGrad(inputGradient, noise),
    smoothGrad(inputGradient, { ...noise, samples: 3 }),
    smoothGrad(inputGradient, { draws: draws(0) }),
    smoothGrad(inputGradient, { draws: draws(1) }),
    smoothGrad(gradCam, noise),
    smoothGradSquared(inputGradient, noise),
    smoothGrad(smoothGrad(inputGradient, noise), noise),
    ensemble({ fullGrad, gradCam }),
    ensemble({ fullGrad, gradCam }, { scale: "sum" }),
    ensemble({ fullGrad, inputGradient }),
    blurred(randomMap),
    blurred(randomMap, 0.1),
    blurred(gradCam),
    CAM_VARIANTS.signed!,
    CAM_VARIANTS.meanNegative!,
    FULL_GRAD_VARIANTS.signedNoInput!,
    fullGradVariant({ magnitude: "positive", inputTerm: false }),
    PROPAGATION_VARIANTS.lrpZPlus!,
    { run: integratedGradients, options: { steps: 10 } },
    { run: integratedGradients, options: { steps: 11 } },
    { run: fullGrad, options: { psi: chain(positive, rescale("layer")) } },
    { run: fullGrad, options: { psi: chain(positive, rescale("channel")) } },
    smoothGrad(methodOf({ run: fullGrad, options: { preset: "paper" } })),
    smoothGrad(methodOf({ run: fullGrad, options: { preset: "idiap" } })),
    { run: hidden(1), name: "hidden", options: { factor: 1 } },
    { run: hidden(1), name: "hidden", options: { factor: -0 } },
    { run: hidden(1), name: "hidden", options: { factor: 0 } },
    { run: hidden(1), name: "hidden", options: { factor: "0" } },
    { run: hidden(1), name: "hidden", options: {} },
    { run: hidden(1), name: "hidden", options: { factor: NaN } },
    { run: randomMap, options: { seed: 3 } },
    smoothGrad(methodOf({ run: hidden(1), name: "hidden", options: {} })),
  ];
  const texts: string[] = [];
  for (const [i, input] of inputs.entries()) {
    const identity = await methodIdentity(input);
    assert(identity !== undefined, `input ${i}`);
    assertEquals(await methodIdentity(input), identity);
    texts.push(JSON.stringify(identity));
  }
  assertEquals(texts.filter((text, i) => texts.indexOf(text) < i), []);
});

Deno.test("a function of the user's is not known without name and options, wherever it hides", async () => {
  const own = hidden(1);
  const inputs: MethodInput[] = [
    own,
    (...call) => fullGrad(...call),
    fullGrad.bind(null),
    { run: own },
    { run: own, name: "own" },
    { run: own, options: { factor: 1 } },
    { run: own, name: "own", options: { of: () => 1 } },
    { run: own, name: "own", options: { at: new Date() } },
    { run: own, name: "own", options: { list: [1, { of: own }] } },
    { run: fullGrad, options: { terms: () => true } },
    { run: fullGrad, options: { psi: chain(magnitude("a", (t) => t)) } },
    { run: fullGrad, options: { psi: chain(ofChannelSum(positive)) } },
    { run: fullGrad, options: { psi: chain({ ...positive, of: (t) => t }) } },
    {
      run: fullGrad,
      options: {
        psi: chain({ ...rescale("layer"), sumChannels: (t) => t }),
      },
    },
    {
      run: fullGrad,
      options: { psi: chain({ ...halfPixel, to: (t) => t }) },
    },
    smoothGrad(own),
    smoothGradSquared(own),
    smoothGrad(smoothGrad(own)),
    ensemble({ fullGrad, own }),
    blurred(own),
    smoothGrad(methodOf({ run: own, name: "own" })),
  ];
  for (const [i, input] of inputs.entries()) {
    assertEquals(await methodIdentity(input), undefined, `input ${i}`);
  }
});

Deno.test("another source of the same name is another function", async () => {
  const options = {};
  const a = await methodIdentity({ run: hidden(1), name: "own", options });
  const b = await methodIdentity({
    run: (...call) => inputGradient(...call),
    name: "own",
    options,
  });
  assert(JSON.stringify(a) !== JSON.stringify(b));
});

Deno.test("references of Expected Gradients are known by what their files hold", () =>
  withFolder(async (folder) => {
    const path = `${folder}/reference.png`;
    const write = (picture: string) =>
      Deno.copyFile(`data/images/${picture}.png`, path);
    const identities = async () => {
      const { href } = pathToFileURL(path);
      const bytes = await Deno.readFile(path);
      const inputs = [path, [path, path], new URL(href), bytes].map((
        references,
      ): MethodInput => ({ run: expectedGradients, options: { references } }));
      return await Promise.all(
        [
          ...inputs,
          {
            run: expectedGradients,
            options: { references: new Blob([bytes]) },
          },
          smoothGrad(methodOf(inputs[0]!)),
        ].map(async (input) => JSON.stringify(await methodIdentity(input))),
      );
    };
    await write("boat");
    const boat = await identities();
    assertEquals(await identities(), boat);
    // A path, an address and bytes are the same file.
    assertEquals(new Set(boat).size, 3);
    await write("fish");
    const fish = await identities();
    assertEquals(fish.filter((text) => boat.includes(text)), []);
    // Numbers in memory are what they are.
    const values = { data: new Float32Array(12), shape: [2, 2, 3] };
    assertEquals(
      await methodIdentity({
        run: expectedGradients,
        options: { references: values, samples: 2 },
      }),
      {
        method: "expectedGradients",
        options: {
          references: {
            data: { Float32Array: await sha256(new Uint8Array(48)) },
            shape: [2, 2, 3],
          },
          samples: 2,
        },
      },
    );
  }));

Deno.test("targets are known by their classes and what is taken of them, functions are not", async () => {
  const targets = [
    undefined,
    3,
    "boat",
    [1, 2],
    [2, 1],
    probability(),
    probability(3),
    logitDifference(3, 1),
    logitDifference(3, 2),
  ];
  const texts = await Promise.all(
    targets.map(async (target) => JSON.stringify(await targetIdentity(target))),
  );
  assertEquals(new Set(texts).size, texts.length);
  assertEquals(texts.includes(undefined as unknown as string), false);
  assertEquals(await targetIdentity(logit(3)), await targetIdentity(3));
  const own = { ...logit(3), of: probability(3).of };
  assertEquals(await targetIdentity(own), undefined);
  assertEquals(
    await targetIdentity((output) => logit(3).of(output as never)),
    undefined,
  );
});
