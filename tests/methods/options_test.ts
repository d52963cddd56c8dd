/** Every public function refuses options that it does not know. */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import {
  absolute,
  biasGradients,
  chain,
  classAgnosticCam,
  deconvNet,
  eigenCam,
  ensemble,
  fullGrad,
  fullGradients,
  fullGradPlus,
  gradCam,
  gradCamPlusPlus,
  guidedBackprop,
  guidedGradCam,
  guidedIntegratedGradients,
  hiResCam,
  inputGradient,
  inputTimesGradient,
  integratedGradients,
  layerCam,
  logit,
  logitDifference,
  logSoftmax,
  lrp,
  occlusion,
  probability,
  randomMap,
  rectGrad,
  rescale,
  rise,
  scoreCam,
  simpleFullGrad,
  smoothFullGrad,
  smoothGrad,
  smoothGradSquared,
  sobelEdges,
  startBackend,
  xGradCam,
} from "fullgrad";
import {
  alphaBeta,
  backward,
  composite,
  epsilon,
  forward,
  gamma,
  GRADIENT,
  rectGradRules,
} from "fullgrad/graph";
import {
  CAM_VARIANTS,
  compareMaps,
  FULL_GRAD_VARIANTS,
  fullGradVariant,
  layersOf,
  magnitude,
  ofChannelSum,
  PROPAGATION_VARIANTS,
  rectGradAbs,
} from "fullgrad/methods";
import { asModel } from "../../lib/model/mod.ts";
import { convBnNet, noiseBatch } from "../aggregation/networks/mod.ts";

await startBackend("fullgrad-wasm");
const layersModel = convBnNet();
const model = asModel(layersModel);
const batch = noiseBatch(1);

// deno-lint-ignore no-explicit-any
type Untyped = any;

/** What explains images, as a cell without types calls it. */
const EXPLAINERS: Readonly<
  Record<
    string,
    (model: Untyped, images: Untyped, options?: Untyped) => unknown
  >
> = {
  biasGradients,
  classAgnosticCam,
  deconvNet,
  fullGrad,
  fullGradPlus,
  fullGradients,
  gradCam,
  gradCamPlusPlus,
  guidedBackprop,
  guidedGradCam,
  guidedIntegratedGradients,
  hiResCam,
  inputGradient,
  inputTimesGradient,
  integratedGradients,
  layerCam,
  lrp,
  randomMap,
  rectGrad,
  rectGradAbs,
  simpleFullGrad,
  smoothFullGrad,
  sobelEdges,
  eigenCam,
  occlusion,
  rise,
  scoreCam,
  xGradCam,
  ensemble: ensemble({ fullGrad, gradCam }),
  smoothGrad: smoothGrad(inputGradient, { samples: 1 }),
  smoothGradSquared: smoothGradSquared(gradCam, { samples: 1 }),
  camVariant: CAM_VARIANTS["signed"]!,
  fullGradVariant: FULL_GRAD_VARIANTS["positiveNoInput"]!,
  lrpVariant: PROPAGATION_VARIANTS["lrpZPlus"]!,
};

/** Options that every explanation refuses. */
const WRONG: readonly (readonly [options: unknown, message: string])[] = [
  [{ taget: 1 }, 'there is no option "taget": did you mean "target"?'],
  [
    { chunksize: 1 },
    'there is no option "chunksize": did you mean "chunkSize"',
  ],
  [{ target: { class: 1 } }, "target must be a class"],
  [{ target: true }, "target must be a class"],
  [
    { chunkSize: "1" },
    'chunkSize must be a positive integer: current value is "1"',
  ],
  [{ signal: {} }, "signal must be an AbortSignal"],
  [{ onProgress: "yes" }, "onProgress must be a function"],
  [[1], "must be an object"],
  [3, "must be an object"],
  [null, "must be an object"],
  [Promise.resolve({}), "must be awaited"],
];

for (const [name, explain] of Object.entries(EXPLAINERS)) {
  Deno.test(`${name}() refuses options that are none, and leaks nothing`, async () => {
    const before = tf.memory().numTensors;
    for (const [options, message] of WRONG) {
      await assertRejects(
        () => explain(model, batch, options) as Promise<unknown>,
        TypeError,
        message,
      );
    }
    assertEquals(tf.memory().numTensors, before);
  });

  Deno.test(`${name}() says where an await is missing`, async () => {
    const promise = Promise.resolve();
    for (const [of, images] of [[promise, batch], [model, promise]]) {
      await assertRejects(
        () => explain(of, images) as Promise<unknown>,
        TypeError,
        "current value is a promise, which must be awaited",
      );
    }
  });
}

/** Options of one method, by the type of the error. */
const OWN: readonly (readonly [
  explain: keyof typeof EXPLAINERS,
  options: object,
  error: new (message: string) => Error,
  message: string,
])[] = [
  ["fullGrad", { preset: "Idiap" }, RangeError, 'one of "idiap", "paper"'],
  ["fullGrad", { preset: ["idiap"] }, TypeError, "preset must be one of"],
  ["fullGrad", { psi: absolute }, TypeError, "psi must be made by chain()"],
  ["fullGrad", { psi: [absolute] }, TypeError, "psi must be made by chain()"],
  ["fullGrad", { terms: "input" }, TypeError, "terms must be a function"],
  ["simpleFullGrad", { pset: "idiap" }, TypeError, 'did you mean "preset"'],
  [
    "simpleFullGrad",
    { psi: "signed" },
    TypeError,
    "psi must be made by chain()",
  ],
  ["smoothFullGrad", { samples: "2" }, TypeError, "samples must be a positive"],
  ["smoothFullGrad", { sample: 2 }, TypeError, 'did you mean "samples"'],
  ["smoothFullGrad", { draws: [1] }, TypeError, "draws must be {"],
  [
    "inputGradient",
    { magnitude: "signed" },
    TypeError,
    "magnitude must be one",
  ],
  [
    "inputGradient",
    { magnitude: Math.abs },
    TypeError,
    "magnitude must be one",
  ],
  ["lrp", { magnitude: {} }, TypeError, "magnitude must be one"],
  ["lrp", { composite: "zplus" }, RangeError, "composite must be one of"],
  ["lrp", { composite: epsilon() }, TypeError, "or made by composite()"],
  ["lrp", { bounds: { low: [0], hihg: [1] } }, TypeError, "bounds must be {"],
  [
    "lrp",
    { bounds: { low: [0], high: [1] } },
    TypeError,
    "bounds.low must have 3 values",
  ],
  ["integratedGradients", { step: 8 }, TypeError, 'did you mean "steps"'],
  [
    "integratedGradients",
    { steps: "8" },
    TypeError,
    "steps must be a positive",
  ],
  ["integratedGradients", { baseline: [0] }, TypeError, "baseline must be"],
  ["gradCamPlusPlus", { normalized: 1 }, TypeError, "normalized must be"],
  [
    "guidedIntegratedGradients",
    { fraction: 2 },
    RangeError,
    "fraction must be",
  ],
  ["occlusion", { stride: 0 }, RangeError, "stride must be"],
  ["occlusion", { window: 4, stride: 5 }, RangeError, "every pixel is covered"],
  ["rise", { keep: 1 }, RangeError, "keep must be"],
  ["integratedGradients", { rule: true }, TypeError, "rule must be one of"],
  ["rectGrad", { threshold: 98 }, TypeError, "threshold must be { percentile"],
  [
    "rectGradAbs",
    { threshold: { percentil: 98 } },
    TypeError,
    "threshold must be { percentile",
  ],
  [
    "rectGrad",
    { threshold: { percentile: 101 } },
    RangeError,
    "threshold must be { percentile",
  ],
  [
    "rectGrad",
    { timesInput: 1 },
    TypeError,
    "timesInput must be true or false",
  ],
  ["gradCam", { layer: 3 }, TypeError, "layer must be a string"],
  ["gradCam", { weights: "mean" }, TypeError, "weights such as meanGradient"],
  ["gradCam", { rectify: "no" }, TypeError, "rectify must be true or false"],
  ["hiResCam", { upsample: "bilinear" }, TypeError, "upsample must be one of"],
  ["hiResCam", { weights: {} }, TypeError, 'no option "weights"'],
  ["guidedGradCam", { magnitude: 1 }, TypeError, "magnitude must be one"],
  ["randomMap", { seed: 0.5 }, RangeError, "seed must be an integer"],
  ["sobelEdges", { seed: 1 }, TypeError, 'no option "seed"'],
  // What a variant fixes, its caller cannot override without a word.
  ["fullGradVariant", { psi: chain(absolute) }, TypeError, 'no option "psi"'],
  ["camVariant", { rectify: "no" }, TypeError, "rectify must be true or false"],
  ["lrpVariant", { composite: "epsilon" }, TypeError, 'no option "composite"'],
];

/** Makers of inputs, each with what changes one behind a call. */
const CHANGING: Readonly<
  Record<string, () => readonly [images: Untyped, change: () => void]>
> = {
  "floats": () => {
    const data = noiseFloats();
    return [{ data, shape: [1, 12, 9, 3] }, () => data.fill(0)];
  },
  "bytes": () => {
    const data = new Uint8Array(noiseFloats().map((value) => 99 * value + 128));
    return [{ data, shape: [1, 12, 9, 3] }, () => data.fill(0)];
  },
};

function noiseFloats(): Float32Array {
  return Float32Array.from({ length: 12 * 9 * 3 }, (_, i) => Math.sin(i * i));
}

for (const [name, explain] of Object.entries(EXPLAINERS)) {
  for (const [form, make] of Object.entries(CHANGING)) {
    Deno.test(`${name}() explains the ${form} and the classes that it was called with`, async () => {
      const known = asModel(layersModel, { preprocessing: "unit" });
      const mapOf = async (change: boolean) => {
        const [images, changeImages] = make();
        const target = [2];
        const map = explain(known, images, { target });
        if (change) {
          changeImages();
          target[0] = 0;
        }
        return JSON.stringify(await map);
      };
      assertEquals(await mapOf(true), await mapOf(false));
    });
  }
}

Deno.test("methods refuse options of their own that are not valid", async () => {
  const before = tf.memory().numTensors;
  for (const [name, options, error, message] of OWN) {
    await assertRejects(
      () => EXPLAINERS[name]!(model, batch, options) as Promise<unknown>,
      error,
      message,
    );
  }
  assertEquals(tf.memory().numTensors, before);
});

const untyped = (call: (value: Untyped) => unknown, value?: unknown) => () =>
  call(value);

Deno.test("builders and wrappers refuse what they cannot be made of", () => {
  const cases: readonly (readonly [() => unknown, string])[] = [
    [
      untyped(smoothGrad, fullGrad(model, batch)),
      "a method, not a model: current value is a promise",
    ],
    [untyped(smoothGrad, { inputGradient }), "the method must be a function"],
    [
      untyped((noise) => smoothGrad(inputGradient, noise), { sample: 3 }),
      'did you mean "samples"',
    ],
    [
      untyped((noise) => smoothGradSquared(inputGradient, noise), 3),
      "options must be an object",
    ],
    [untyped(ensemble, [fullGrad]), "methods must be an object"],
    [
      untyped(ensemble, { fullGrad: "fullGrad" }),
      "methods.fullGrad must be a function",
    ],
    [
      untyped((options) => ensemble({ fullGrad }, options), "max"),
      "options must be an object",
    ],
    [
      untyped((options) => ensemble({ fullGrad }, options), { scal: "max" }),
      'did you mean "scale"',
    ],
    [untyped(fullGradVariant, {}), "magnitude must be one of"],
    [untyped(fullGradVariant, "absolute"), "options must be an object"],
    [
      untyped(fullGradVariant, { magnitude: "absolute", inputTerms: false }),
      'did you mean "inputTerm"',
    ],
    [
      untyped(fullGradVariant, { magnitude: "absolute", inputTerm: "no" }),
      "inputTerm must be true or false",
    ],
    [untyped(chain, [absolute]), "every part must be"],
    [untyped(chain, rescale), "a function rescale, which must be called"],
    [untyped(chain, { stage: "magnitude" }), "every part must be"],
    [untyped((of) => magnitude("root", of), "sqrt"), "of must be a function"],
    [untyped((name) => magnitude(name, tf.abs)), "name must be a string"],
    [untyped(ofChannelSum, "absolute"), "magnitude must be one of absolute"],
    [untyped(rescale), "over must be one of"],
    [
      untyped((epsilon) => rescale("layer", epsilon), "1e-6"),
      "epsilon must be a non-negative number",
    ],
    [untyped(epsilon, "0.1"), "ε must be a non-negative number"],
    [untyped(gamma, [0.25]), "γ must be a non-negative number"],
    [untyped((alpha) => alphaBeta(alpha, 1), "2"), "α must be a finite number"],
    [untyped(composite, { any: epsilon() }), "entries must be a list"],
    [
      untyped(composite, [["any", epsilon]]),
      "the rule of entry 0 must be a rule such as epsilon(0.01): current value is a function epsilon",
    ],
    [untyped(composite, ["any", epsilon()]), "a pair of match and rule"],
    [
      untyped((threshold) => rectGradRules("signed", threshold), 98),
      "threshold must be { percentile",
    ],
    [untyped(logit, true), "classes must be a class"],
    [untyped(probability, { class: 1 }), "classes must be a class"],
    [untyped(logSoftmax, null), "classes must be a class"],
    [
      untyped((reference) => logitDifference(1, reference), {}),
      "reference must be a class",
    ],
    [
      untyped(layersOf, Promise.resolve(model)),
      "a promise, which must be awaited",
    ],
    [untyped(compareMaps, [1]), "maps must be an object"],
    [
      untyped(compareMaps, { fullGrad: fullGrad(model, batch) }),
      "maps.fullGrad must be a SaliencyMap: current value is a promise",
    ],
  ];
  for (const [call, message] of cases) assertThrows(call, TypeError, message);
});

Deno.test("forward() and backward() refuse what would give a wrong gradient", () => {
  tf.tidy(() => {
    const image = tf.tensor(batch.data, [...batch.shape]);
    const record = forward(model.graph, image);
    const ones = tf.onesLike(record.output);
    const { maxPool: _, ...partial } = GRADIENT;
    const cases: readonly (readonly [() => unknown, string])[] = [
      [
        untyped((graph) => forward(graph, image), model),
        "graph must be the graph of a model",
      ],
      [
        untyped((options) => forward(model.graph, image, options), {
          keepOutputOf: [],
        }),
        'did you mean "keepOutputsOf"',
      ],
      [
        untyped((options) => forward(model.graph, image, options), {
          keepOutputsOf: "conv",
        }),
        "keepOutputsOf must be a list of names",
      ],
      [
        untyped((rules) => backward(record, ones, { rules }), partial),
        "rules must be a rule for every kind of node",
      ],
      [
        untyped((options) => backward(record, ones, options), {
          rule: GRADIENT,
        }),
        'did you mean "rules"',
      ],
      [
        untyped((gradient) => backward(record, gradient), tf.scalar(1)),
        "the gradient must have the output's shape",
      ],
    ];
    for (const [call, message] of cases) assertThrows(call, TypeError, message);
  });
});

Deno.test("figures refuse options that do not exist", async () => {
  const map = await fullGrad(model, batch);
  const biases = await biasGradients(model, batch);
  const cases: readonly (readonly [() => unknown, string])[] = [
    [
      untyped((options) => map.figure(options), { image: [0] }),
      'did you mean "images"',
    ],
    [
      untyped((options) => map.figure(options), { images: 0 }),
      "images must be a list",
    ],
    [
      untyped((options) => map.figure(options), { opacity: "half" }),
      "opacity must be within 0…1",
    ],
    [
      untyped((options) => compareMaps({ map }, options), { breadth: 80 }),
      'there is no option "breadth"',
    ],
    [
      untyped((options) => biases.figure(options), { images: 0 }),
      'did you mean "image"',
    ],
    [
      untyped((options) => biases.multiples(options), { of: true }),
      "of must be one of",
    ],
    [
      untyped((options) => biases.multiples(options), { layers: "conv1" }),
      "layers must be",
    ],
    [
      untyped((options) => biases.shares(options), { of: "signed" }),
      'there is no option "of"',
    ],
  ];
  for (const [call, message] of cases) assertThrows(call, TypeError, message);
});
