/** What results say of themselves is true, and nothing due is missing. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import {
  chain,
  negative,
  type PresetName,
  PRESETS,
  type SaliencyMap,
} from "../../lib/aggregation/mod.ts";
import { startBackend } from "../../lib/backend/mod.ts";
import {
  biasGradients,
  completenessOf,
  fullGradients,
  termNotes,
  type TermSum,
} from "../../lib/decomposition/mod.ts";
import {
  classAgnosticCam,
  fullGrad,
  fullGradVariant,
  gradCam,
  gradCamPlusPlus,
  guidedBackprop,
  inputGradient,
  inputTimesGradient,
  integratedGradients,
  lrp,
  simpleFullGrad,
  smoothFullGrad,
  sobelEdges,
} from "../../lib/methods/mod.ts";
import {
  logit,
  logitDifference,
  logSoftmax,
  probability,
  type TargetInput,
} from "../../lib/propagation/mod.ts";
import { noiseBatch } from "../aggregation/networks/mod.ts";
import { biasFree } from "./networks/mod.ts";
import { randomizeWeights } from "../propagation/cases/mod.ts";

await startBackend("fullgrad-wasm");

const IMAGE = { height: 8, width: 8 };

/** Two convolutions with a function behind each, pooled, and three outputs. */
function withFunction(
  layer: () => tf.layers.Layer,
  activation: "linear" | "softmax" | "sigmoid" = "linear",
): tf.LayersModel {
  const conv = (more: { readonly inputShape?: number[] } = {}) =>
    tf.layers.conv2d({ filters: 4, kernelSize: 3, padding: "same", ...more });
  const model = tf.sequential({
    layers: [
      conv({ inputShape: [8, 8, 3] }),
      layer(),
      conv(),
      layer(),
      tf.layers.globalAveragePooling2d({}),
      tf.layers.dense({ units: 3, activation }),
    ],
  });
  randomizeWeights(model, 3);
  return model;
}

const relu6 = () => tf.layers.reLU({ maxValue: 6 });
const swish = () => tf.layers.activation({ activation: "swish" as "relu" });
const relu = () => tf.layers.reLU({});

/** The share of Σ |terms| that is implicit, in words. */
function implicitShare({ terms }: SaliencyMap): string {
  const total = (of: readonly TermSum[]) =>
    of.flatMap(({ absolute }) => absolute).reduce((a, b) => a + b, 0);
  const implicit = terms!.filter(({ site }) =>
    "bias" in site && site.bias === "implicit"
  );
  return `${(100 * total(implicit) / total(terms!)).toFixed(1)} %`;
}

for (const [name, layer] of Object.entries({ relu6, swish })) {
  for (const [of, method] of Object.entries({ fullGrad, smoothFullGrad })) {
    Deno.test(`${of}() of ${name} says where it differs from the code that a preset is named after`, async () => {
      const model = withFunction(layer);
      // Large enough for relu6 to be at its ceiling somewhere.
      const { data, shape } = noiseBatch(2, IMAGE);
      const batch = { data: data.map((value) => 4 * value), shape };
      const noise = of === "fullGrad" ? {} : { samples: 2 };
      for (const preset of Object.keys(PRESETS) as PresetName[]) {
        const options = { ...noise, preset };
        const all = await method(model, batch, options);
        const share = implicitShare(all);
        assert(share !== "0.0 %");
        const differs = all.notes.filter((note) =>
          note.startsWith("The map differs from that of the code")
        );
        if (preset === "paper" || preset === "massPreserving") {
          assertEquals(differs, []);
          assert(
            all.notes.some((note) =>
              note.startsWith(`Implicit terms, ${share} of the sum`) &&
              note.includes("are in the map")
            ),
          );
        } else {
          assert(differs[0]!.includes(preset) && differs[0]!.includes(share));
        }
        const explicit = await method(model, batch, {
          ...options,
          implicit: false,
        });
        assertEquals(explicit.settings["implicit"], false);
        assert(
          explicit.notes.some((note) =>
            note.startsWith(`Implicit terms, ${share} of the sum`)
          ),
        );
        assert(explicit.values.some((value, i) => value !== all.values[i]));
        if (of !== "fullGrad") continue;
        const filtered = await fullGrad(model, batch, {
          preset,
          terms: (site) => !("bias" in site) || site.bias === "explicit",
        });
        assertEquals(explicit.values, filtered.values);
        assertEquals(
          filtered.notes.filter((note) => /implicit/i.test(note)),
          [],
        );
      }
      const variant = fullGradVariant({
        magnitude: "absolute",
        implicit: false,
      });
      assertEquals(
        (await variant(model, batch)).values,
        (await fullGrad(model, batch, { implicit: false })).values,
      );
      model.dispose();
    });
  }
}

Deno.test("a map that depends on its neighbors says so", async () => {
  const model = withFunction(swish);
  const { data, shape } = noiseBatch(2, IMAGE);
  const [, ...one] = shape;
  const methods = {
    fullGrad,
    simpleFullGrad,
    smoothFullGrad: (
      ...[model, images, options]: Parameters<typeof smoothFullGrad>
    ) => smoothFullGrad(model, images, { ...options, samples: 2 }),
  };
  for (const [name, method] of Object.entries(methods)) {
    const depends = async (images: { data: Float32Array; shape: number[] }) => {
      const found = [];
      for (const preset of Object.keys(PRESETS) as PresetName[]) {
        const { notes } = await method(model, images, { preset });
        if (
          notes.some((note) => note.includes("depends on the other images"))
        ) {
          found.push(preset);
        }
      }
      return found;
    };
    assertEquals(
      await depends({ data, shape: [...shape] }),
      ["idiap2019"],
      name,
    );
    const first = data.slice(0, data.length / 2);
    assertEquals(await depends({ data: first, shape: one }), [], name);
  }
  model.dispose();
});

Deno.test("networks of relus have no implicit terms, and no such note", async () => {
  const model = withFunction(relu);
  const batch = noiseBatch(1, IMAGE);
  for (const implicit of [true, false]) {
    const { notes, values } = await fullGrad(model, batch, { implicit });
    assertEquals(notes.filter((note) => /implicit/i.test(note)), []);
    assertEquals(values, (await fullGrad(model, batch)).values);
  }
  model.dispose();
});

Deno.test("the note about the network's end says what is explained", async () => {
  const batch = noiseBatch(1, IMAGE);
  const own = Object.defineProperty(
    (output: tf.Tensor) => tf.max(tf.softmax(output as tf.Tensor2D), 1),
    "name",
    { value: "confidence" },
  ) as (output: tf.Tensor) => tf.Tensor1D;
  const cases: readonly (readonly [TargetInput, string])[] = [
    [undefined, "the logit before it"],
    [logit(1), "the logit before it"],
    [logitDifference(0, 1), "the logit difference before it"],
    [probability(2), "the probability that it gives"],
    [logSoftmax(0), "the log-softmax of the logits before it"],
    [own, 'the function "confidence" of the logits before it'],
  ];
  for (const head of ["softmax", "sigmoid"] as const) {
    const model = withFunction(relu, head);
    for (const [target, words] of cases) {
      const explained = await Promise.all(
        [fullGrad, inputGradient, gradCam, lrp, biasGradients, fullGradients]
          .map((explain) => explain(model, batch, { target })),
      );
      for (const { notes } of explained) {
        assertEquals(
          notes[0],
          `The network ends in a ${head}; what is explained is ${words}.`,
        );
      }
    }
    model.dispose();
  }
  const bare = withFunction(relu);
  for (const [target] of cases) {
    const { notes } = await inputGradient(bare, batch, { target });
    const ends = notes.filter((note) => note.startsWith("The network ends"));
    assertEquals(ends.length, target === cases[3]![0] ? 1 : 0);
  }
  bare.dispose();
});

/** One convolution, relu, mean and a dense layer with these weights. */
function steep(
  { kernel = 1, bias = 0, weights = [100, -100] }: {
    readonly kernel?: number;
    readonly bias?: number;
    readonly weights?: readonly number[];
  } = {},
): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: 1,
        kernelSize: 3,
        name: "conv",
        activation: "relu",
        inputShape: [8, 8, 3],
        weights: [tf.fill([3, 3, 3, 1], kernel), tf.fill([1], bias)],
      }),
      tf.layers.globalAveragePooling2d({}),
      tf.layers.dense({
        units: 2,
        activation: "softmax",
        weights: [tf.tensor2d([[...weights]]), tf.zeros([2])],
      }),
    ],
  });
}

const white = new Float32Array(192).fill(1);

Deno.test("integratedGradients() says when attributions do not add up", async () => {
  const model = steep();
  const residual =
    /^The attributions of image 1 add up to .* a residual of (\d+) %/;
  const saturated = await integratedGradients(model, white, {
    target: probability(0),
  });
  const [, percent] = saturated.notes.flatMap((n) => residual.exec(n) ?? []);
  assertEquals(percent, "100");
  const gentle = steep({ weights: [1, -1] });
  const target = probability(0);
  for (const steps of [4, 400]) {
    const { notes } = await integratedGradients(gentle, white, {
      target,
      steps,
    });
    assertEquals(notes.some((note) => residual.test(note)), steps === 4);
  }
  const { notes } = await integratedGradients(gentle, white, { target: 0 });
  assertEquals(notes.filter((note) => residual.test(note)), []);
  gentle.dispose();
  model.dispose();
});

Deno.test("an output of 0 is complete in every method that tells", async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: 1,
        kernelSize: 3,
        activation: "relu",
        inputShape: [8, 8, 3],
        weights: [tf.zeros([3, 3, 3, 1]), tf.fill([1], -1)],
      }),
      tf.layers.globalAveragePooling2d({}),
      tf.layers.dense({ units: 2, useBias: false }),
    ],
  });
  for (const method of [integratedGradients, fullGrad, smoothFullGrad]) {
    const { completeness } = await method(model, white);
    const { relativeToOutput, relativeToTerms } = completeness![0]!;
    assertEquals([relativeToOutput, relativeToTerms], [0, 0]);
  }
  const { completeness } = await biasGradients(model, white);
  assertEquals(completeness[0]!.relativeToOutput, 0);
  assertEquals((await lrp(model, white)).conserved, [1]);
  model.dispose();
});

Deno.test("gradCamPlusPlus() says when its ε takes over, and why it underflows", async () => {
  const exceeds =
    /^In 1 of 1 images gradients by "conv\/activation" are .* at most, so that the ε of GradCAM\+\+, 0\.000001, exceeds 2 g²/;
  const small = steep({ weights: [1e-3, -1e-3] });
  const shown = await gradCamPlusPlus(small, white);
  assert(shown.values.some((value) => value > 0));
  assert(shown.notes.some((note) => exceeds.test(note)), `${shown.notes}`);
  const large = steep();
  const { notes } = await gradCamPlusPlus(large, white);
  assertEquals(notes.filter((note) => /ε/.test(note)), []);
  const none = steep({ weights: [1e-18, -1e-18] });
  const empty = await gradCamPlusPlus(none, white);
  assert(empty.values.every((value) => value === 0));
  assert(
    empty.notes.some((note) =>
      /is so small .* weights underflow\.$/.test(note)
    ),
    `${empty.notes}`,
  );
  const plain = await gradCam(none, white);
  assert(plain.values.some((value) => value > 0));
  [small, large, none].forEach((model) => model.dispose());
});

Deno.test("lrp() says what share of the output it conserves", async () => {
  const batch = noiseBatch(2, IMAGE);
  const model = withFunction(relu);
  const map = await lrp(model, batch, { target: [0, 1] });
  const { values } = map.attributions!;
  map.conserved!.forEach((share, i) => {
    const sum = values.subarray(192 * i, 192 * (i + 1))
      .reduce((a, b) => a + b, 0);
    assertAlmostEquals(share, sum / map.target.values[i]!, 1e-4);
  });
  const [first] = map.conserved!;
  assert(Math.abs(first! - 1) > 0.05, "biases take nothing here");
  const percent = `${first! < 0 ? "−" : ""}${
    Math.abs(100 * first!).toFixed(0)
  } % (image 1)`;
  const note = map.notes.find((n) => n.startsWith("The relevances of the"))!;
  assert(note.includes(percent), note);
  model.dispose();

  const free = biasFree("plain");
  const kept = await lrp(free, noiseBatch(2, { height: 12, width: 10 }), {
    composite: "zero",
  });
  kept.conserved!.forEach((share) => assertAlmostEquals(share, 1, 1e-3));
  assertEquals(kept.notes, []);
  free.dispose();
});

Deno.test("an empty map says why it is empty", async () => {
  const why = async (map: Promise<SaliencyMap>) => {
    const { values, notes, images } = await map;
    assert(values.every((value) => value === 0), "the map is not empty");
    assertEquals(images.names, ["image 1"]);
    return notes.find((note) => note.includes("0 everywhere"))!
      .replace(/^The .* map of image 1 is 0 everywhere: (.*)\.$/, "$1");
  };
  const dead = steep({ bias: -100 });
  const live = steep();
  const black = new Float32Array(192);
  const negativeOnly = steep({ kernel: 0, bias: 2, weights: [-1, -2] });
  const flat =
    "no attribution has the sign that the magnitude negative keeps, or those of a pixel cancel";
  const cases: readonly (readonly [Promise<SaliencyMap>, string])[] = [
    [
      inputGradient(dead, white),
      "the explained output does not depend on the image here",
    ],
    [inputGradient(live, white, { magnitude: negative, target: 0 }), flat],
    [
      inputTimesGradient(live, black),
      "nowhere are both the image and the gradient other than 0",
    ],
    [
      integratedGradients(live, black),
      "the image is the baseline, or the gradient is 0 all along the path",
    ],
    [
      guidedBackprop(live, white, { target: 1 }),
      "nothing passes the rectifiers on the way to the image",
    ],
    [
      gradCam(dead, white, { target: 1 }),
      'nowhere do the weighted feature maps of "conv/activation" add up to more than 0, and rectify is on',
    ],
    [
      gradCam(live, white, {
        target: (output) => tf.mul(0, tf.sum(output, 1)) as tf.Tensor1D,
      }),
      'the gradient by "conv/activation" is 0',
    ],
    [
      classAgnosticCam(dead, white),
      'nowhere do the weighted feature maps of "conv/activation" add up to more than 0, and rectify is on',
    ],
    [lrp(dead, white), "no relevance arrives at the pixels"],
    [sobelEdges(live, black), "its picture is the same at every pixel"],
    [
      fullGrad(live, white, { terms: () => false }),
      "no term that has a place in the image enters it",
    ],
    [
      fullGrad(live, black, { terms: ({ kind }) => kind === "input" }),
      "every term that enters it is 0",
    ],
    [
      fullGrad(negativeOnly, white, {
        target: 0,
        psi: chain(negative),
        terms: ({ kind }) => kind === "input",
      }),
      "every term that enters it is 0",
    ],
    [
      fullGrad(live, white, { target: 0, psi: chain(negative) }),
      "psi (negative, no rescaling, alignCorners) leaves nothing of its terms, which have the other sign, are the same at every pixel, or cancel",
    ],
  ];
  for (const [map, reason] of cases) assertEquals(await why(map), reason);
  [dead, live, negativeOnly].forEach((model) => model.dispose());
});

Deno.test("terms that are split by choice, or do not add up, are noted", () => {
  const site = (name: string, kind: string, bias: "explicit" | "implicit") =>
    ({ name, kind, bias }) as TermSum["site"];
  const term = (of: TermSum["site"], sum: number): TermSum => ({
    site: of,
    spatial: true,
    sums: [sum],
    absolute: [Math.abs(sum)],
  });
  const input = term({ name: "input", kind: "input" }, 2);
  const notesOf = (output: number, ...terms: readonly TermSum[]) =>
    termNotes(["boat"], terms, completenessOf([output], terms));
  const normal = term(site("norm", "layerNorm", "implicit"), -1);
  assertEquals(notesOf(1, input, normal), [
    "33.3 % of the sum of absolute terms and −100.0 % of the output of boat are bookkeeping: terms of normalizations, attention, softmax or products (norm) lie where the arithmetic puts them. Only the sum of such a term is defined, how it is split over neurons is a choice; by rules: LIBRA most networks have none.",
  ]);
  for (
    const other of [
      site("act", "activation", "implicit"),
      site("conv", "conv2d", "explicit"),
      site("target", "target", "implicit"),
    ]
  ) assertEquals(notesOf(1, input, term(other, -1)), []);
  assertEquals(notesOf(2.5, input), [
    "The terms of boat do not add up to the output 2.500: 0.50 is missing, 25.0 % of the sum of absolute terms.",
  ]);
  assertEquals(notesOf(0, term(site("a", "conv2d", "explicit"), 0)), []);
});

Deno.test("a layer norm's share is noted in maps and in decompositions", async () => {
  const model = withFunction(() => tf.layers.layerNormalization());
  const batch = noiseBatch(1, IMAGE);
  for (
    const explain of [fullGrad, smoothFullGrad, biasGradients, fullGradients]
  ) {
    const { notes } = await explain(model, batch);
    assert(
      notes.some((note) => note.includes("split over neurons is a choice")),
    );
  }
  model.dispose();
});
