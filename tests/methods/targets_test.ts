import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import {
  classShares,
  type FullGradients,
  fullGradients,
} from "../../lib/decomposition/mod.ts";
import { fullGrad } from "../../lib/methods/mod.ts";
import { asModel } from "../../lib/model/mod.ts";
import { toImages } from "../../lib/image/mod.ts";
import {
  centeredLogit,
  classIndices,
  logit,
  logitDifference,
  logSoftmax,
  predict,
  probability,
  stopGradient,
  type TargetInput,
} from "../../lib/propagation/mod.ts";
import { convBnNet, noiseBatch } from "../aggregation/networks/mod.ts";
import { assertClose } from "../propagation/assert_close.ts";
import { covers, EVERY_METHOD, isControl } from "./every_method.ts";

await startBackend("fullgrad-wasm");

const NAMES = ["ape", "bee", "cat", "dog"];
const CLASSES = [0, 1, 2, 3];
const layersModel = convBnNet();
const model = asModel(layersModel, { classNames: NAMES });
const batch = noiseBatch(3);

function explain(target: TargetInput): Promise<FullGradients> {
  return fullGradients(model, batch, { target });
}

type Terms = Pick<FullGradients, "inputTerm" | "biasGradients">;

/** One number per image and neuron: the input term, then every site's. */
function allTerms({ inputTerm, biasGradients }: Terms): Float32Array[] {
  return [inputTerm, ...biasGradients.map(({ term }) => term)].map((
    { values },
  ) => values);
}

/** Fails unless the terms are the sum of the others', each times its share. */
function assertLinear(
  actual: Terms,
  parts: readonly (readonly [share: number, of: FullGradients])[],
): void {
  allTerms(actual).forEach((values, i) => {
    const expected = new Float64Array(values.length);
    let scale = 0;
    for (const [share, of] of parts) {
      allTerms(of)[i]!.forEach((value, j) => {
        expected[j]! += share * value;
        scale = Math.max(scale, Math.abs(share * value));
      });
    }
    values.forEach((value, j) =>
      assert(
        Math.abs(value - expected[j]!) <= 1e-5 * scale,
        `value ${j} of term ${i} is ${value}, not ${expected[j]}`,
      )
    );
  });
}

/** The softmax of the logits in float64, image by image. */
function softmax({ logits }: FullGradients): number[][] {
  return Array.from({ length: 3 }, (_, i) => {
    const row = [...logits.values.subarray(4 * i, 4 * i + 4)];
    const total = row.reduce((sum, z) => sum + Math.exp(z), 0);
    return row.map((z) => Math.exp(z) / total);
  });
}

Deno.test("a class is named by index, by name, by a list, or is the greatest logit's", async () => {
  const two = await explain(2);
  for (const target of ["cat", [2, 2, 2], ["cat", 2, "cat"], logit(2)]) {
    const same = await explain(target);
    assertEquals(allTerms(same), allTerms(two));
    assertEquals(same.target, two.target);
  }
  assertEquals(two.target.names, ["cat", "cat", "cat"]);
  assertEquals(two.target.label, "logit");
  const greatest = await explain(undefined);
  const { values } = greatest.logits;
  const argmax = [0, 1, 2].map((i) => {
    const row = [...values.subarray(4 * i, 4 * i + 4)];
    return row.indexOf(Math.max(...row));
  });
  assertEquals(greatest.target.classes, argmax);
  assertEquals(greatest.target.names, argmax.map((index) => NAMES[index]!));
  const list = await explain(argmax);
  assertEquals(allTerms(list), allTerms(greatest));
  const mixed = await explain([2, 0, 1]);
  assertEquals(
    mixed.target.values,
    [2, 0, 1].map((c, i) => values[4 * i + c]!),
  );
});

Deno.test("labels of any array of numbers are classes, as datasets give them", async () => {
  const expected = await explain([2, 0, 3]);
  const arrays = [
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
  ];
  for (const Labels of arrays) {
    const labels = Labels.of(2, 0, 3);
    for (const target of [labels, logit(labels)]) {
      const { target: explained } = await explain(target);
      assertEquals(explained, expected.target);
    }
    const difference = await explain(logitDifference(labels, labels));
    assertEquals(difference.target.values, [0, 0, 0]);
    assertEquals(labels, Labels.of(2, 0, 3));
  }
});

Deno.test("a name that two classes have is none of them", async () => {
  const doubled = asModel(layersModel, {
    classNames: ["crane", "boat", "crane", "crane"],
  });
  for (const target of ["crane", ["boat", "boat", "crane"], logit("crane")]) {
    await assertRejects(
      () => fullGradients(doubled, batch, { target }),
      RangeError,
      'Cannot explain the class "crane" as a name must be that of one class: current classes of this name are 0, 2, 3. Give the index',
    );
  }
  const boats = await fullGradients(doubled, batch, { target: "boat" });
  assertEquals(boats.target.classes, [1, 1, 1]);
  const second = await fullGradients(doubled, batch, { target: 2 });
  assertEquals(second.target.classes, [2, 2, 2]);
});

Deno.test("of many class names the nearest are listed", () => {
  const names = Array.from({ length: 1000 }, (_, i) => `class ${i}`);
  names[417] = "balloon";
  const error = assertThrows(
    () => classIndices("baloon", 1, 1000, names),
    RangeError,
    'one of the 1000 class names of the model, of which near ones are "balloon"',
  );
  assert(error.message.length < 200);
});

Deno.test("notes of images are notes of what is explained from them", async () => {
  const bright = { data: new Float32Array(12 * 9 * 3), shape: [12, 9, 3] };
  bright.data.forEach((_, i) => bright.data[i] = i % 256);
  const known = asModel(layersModel, {
    preprocessing: {
      scale: 1 / 255,
      mean: [0, 0, 0],
      std: [1, 1, 1],
      channelOrder: "rgb",
    },
  });
  const said = "The values of the image go from 0 to 255";
  const { notes } = await fullGrad(known, bright);
  assertEquals(notes.filter((note) => note.startsWith(said)).length, 1);
  const images = await toImages(bright, known);
  const again = await fullGradients(known, images);
  assertEquals(again.notes.filter((note) => note.startsWith(said)).length, 1);
});

Deno.test("without class names a class has its index for a name", async () => {
  const { target } = await fullGradients(layersModel, batch, { target: 3 });
  assertEquals(target.names, ["class 3", "class 3", "class 3"]);
});

Deno.test("the terms of a logit difference are the difference of the terms", async () => {
  const [one, three] = [await explain(1), await explain(3)];
  const difference = await explain(logitDifference("bee", 3));
  assertLinear(difference, [[1, one], [-1, three]]);
  assertEquals(difference.target.label, "logit difference");
  assertEquals(difference.target.classes, [1, 1, 1]);
  assertEquals(difference.target.references, [3, 3, 3]);
  assertEquals(difference.target.descriptions[0], "logit difference bee − dog");
  const nothing = await explain(logitDifference(1, [1, 1, 1]));
  assert(nothing.target.values.every((value) => value === 0));
  assert(allTerms(nothing).every((term) => term.every((value) => value === 0)));
  assertEquals(nothing.completeness[0]!.relativeToTerms, 0);
  assertEquals(nothing.completeness[0]!.relativeToOutput, 0);
});

Deno.test("the terms of a centered logit are the logit's less the mean's", async () => {
  const all = await Promise.all(CLASSES.map((index) => explain(index)));
  const centered = await explain(centeredLogit(0));
  assertLinear(centered, [
    [1, all[0]!],
    ...all.map((one) => [-1 / 4, one] as const),
  ]);
});

Deno.test("log-softmax and probability have the values and gradients of their formulas", async () => {
  const all = await Promise.all(CLASSES.map((index) => explain(index)));
  const p = softmax(all[0]!);
  const forms = [
    // ∂ log p_c / ∂ z_k = δ_ck − p_k; ∂ p_c / ∂ z_k = p_c (δ_ck − p_k)
    [logSoftmax, (i: number) => Math.log(p[i]![1]!), () => 1],
    [probability, (i: number) => p[i]![1]!, (i: number) => p[i]![1]!],
  ] as const;
  for (const [of, value, factor] of forms) {
    const exact = await explain(of("bee"));
    assertClose(exact.target.values, [0, 1, 2].map(value), 1e-5, "values");
    const size = exact.inputGradient.values.length / 3;
    const expected = exact.inputGradient.values.map((_, j) => {
      const image = Math.floor(j / size);
      return CLASSES.reduce(
        (sum, k) =>
          sum + factor(image) * ((k === 1 ? 1 : 0) - p[image]![k]!) *
            all[k]!.inputGradient.values[j]!,
        0,
      );
    });
    assertClose(exact.inputGradient.values, expected, 1e-4, "gradient");
    assertEquals(exact.biasGradients.at(-1)!.site.kind, "target");
    for (const { relativeToTerms } of exact.completeness) {
      assert(relativeToTerms <= 1e-5, `${exact.target.label} is incomplete`);
    }
  }
});

Deno.test("a function of the output is a target", async () => {
  const [one, two] = [await explain(1), await explain(2)];
  const sum = await explain(function twoLegs(output) {
    return tf.sum(tf.slice(output, [0, 1], [-1, 2]), 1);
  });
  assertEquals(sum.target.label, "twoLegs");
  assertEquals(sum.target.classes, []);
  assertEquals(sum.target.names, []);
  // Its own site comes on top, with a term of 0.
  const { biasGradients } = sum;
  assertEquals(biasGradients.at(-1)!.site.name, "target");
  assert(biasGradients.at(-1)!.term.values.every((v) => Math.abs(v) < 1e-4));
  const { inputTerm } = sum;
  assertLinear({ inputTerm, biasGradients: biasGradients.slice(0, -1) }, [
    [1, one],
    [1, two],
  ]);
  const squares = await explain((output) => tf.sum(tf.square(output), 1));
  assertEquals(squares.target.label, "custom target");
  for (const { relativeToTerms } of squares.completeness) {
    assert(relativeToTerms <= 1e-5);
  }
});

Deno.test("methods agree on the target and its value", async () => {
  for (const target of [undefined, 1, probability(1), logitDifference(0, 1)]) {
    const expected = await explain(target);
    for (const [name, method] of Object.entries(EVERY_METHOD)) {
      const { explained } = await method(model, batch, { target });
      assertEquals(explained.target.classes, expected.target.classes, name);
      assertClose(
        explained.target.values,
        expected.target.values,
        1e-6,
        name,
      );
    }
  }
});

const WRONG: readonly (readonly [
  name: string,
  target: unknown,
  error: new (message: string) => Error,
  message: string,
])[] = [
  [
    "an index below 0",
    -1,
    RangeError,
    "the class -1 as it must be an integer from 0 to 3",
  ],
  ["an index that is too great", 4, RangeError, "the class 4 as it must be"],
  ["a fraction", 0.5, RangeError, "the class 0.5 as it must be"],
  ["NaN", NaN, RangeError, "the class NaN as it must be"],
  ["null", null, TypeError, "target must be a class"],
  ["an object", {}, TypeError, "target must be a class"],
  ["true", true, TypeError, "target must be a class"],
  ["a list of lists", [[1], [2], [0]], TypeError, "target must be a class"],
  ["a promise", Promise.resolve(2), TypeError, "which must be awaited"],
  ["half a target", { of: () => 0 }, TypeError, "target must be a class"],
  [
    "an unknown name",
    "cow",
    RangeError,
    'the class "cow" as it must be one of ape, bee, cat, dog',
  ],
  ["an empty name", "", RangeError, 'the class "" as it must be'],
  [
    "too few classes",
    [1, 2],
    RangeError,
    "one for each of 3 images: current number is 2",
  ],
  ["no class", [], RangeError, "one for each of 3 images: current number is 0"],
  ["a wrong class in a list", [0, 9, 1], RangeError, "the class 9"],
  [
    "too few labels",
    Uint8Array.of(1, 2),
    RangeError,
    "one for each of 3 images: current number is 2",
  ],
  ["a wrong label", Int32Array.of(0, -1, 1), RangeError, "the class -1"],
  ["a label too great", Uint8Array.of(0, 4, 1), RangeError, "the class 4"],
  ["half a label", Float32Array.of(0, 0.5, 1), RangeError, "the class 0.5"],
  ["no label", Float64Array.of(0, NaN, 1), RangeError, "the class NaN"],
  [
    "labels of 64 bits",
    BigInt64Array.of(0n, 1n, 2n),
    TypeError,
    "target must be a class",
  ],
  [
    "bytes without elements",
    new DataView(new ArrayBuffer(3)),
    TypeError,
    "target must be a class",
  ],
  ["a wrong reference", logitDifference(0, 7), RangeError, "the class 7"],
  [
    "a function that fails",
    () => {
      throw new EvalError("no such unit");
    },
    EvalError,
    "no such unit",
  ],
  [
    "a function of another shape",
    (o: tf.Tensor) => o,
    TypeError,
    "one number for each of 3 samples: current shape is [3,4]",
  ],
  [
    "a function with one number",
    (o: tf.Tensor) => tf.sum(o),
    TypeError,
    "one number for each of 3 samples: current shape is []",
  ],
  [
    "a function without a result",
    () => undefined,
    TypeError,
    "one number for each of 3 samples",
  ],
  [
    "a function that promises",
    (o: tf.Tensor) => Promise.resolve(tf.sum(o, 1)),
    TypeError,
    "one number for each of 3 samples",
  ],
  [
    "a function that is not a number",
    (o: tf.Tensor) => tf.sqrt(tf.sub(-1, tf.square(tf.sum(o, 1)))),
    RangeError,
    "must be finite: current value is NaN",
  ],
  [
    "a function with an infinite slope",
    (o: tf.Tensor) => tf.sqrt(tf.mul(0, tf.sum(o, 1))),
    RangeError,
    "must be finite",
  ],
];

for (const [what, target, kind, message] of WRONG) {
  Deno.test(`a target that is ${what} is refused, and nothing leaks`, async () => {
    for (const [name, method] of Object.entries(EVERY_METHOD)) {
      // Who takes no gradient meets no slope.
      if ((isControl(name) || covers(name)) && /slope/.test(what)) continue;
      const before = tf.memory();
      const error = await assertRejects(
        () => method(model, batch, { target: target as TargetInput }),
        kind,
        message,
      );
      assert(error.message.length < 400, `${name}: a long story`);
      const after = tf.memory();
      assertEquals(after.numTensors, before.numTensors, name);
      assertEquals(after.numBytes, before.numBytes, name);
    }
  });
}

Deno.test("a class name is refused where the model has none", async () => {
  await assertRejects(
    () => fullGrad(layersModel, batch, { target: "cat" }),
    RangeError,
    'Cannot explain the class "cat" as it must be an index from 0 to 3, as the model has no class names; classNames, where it is loaded, gives it some',
  );
});

Deno.test("a network whose output is a map is explained by a function, not by a class", async () => {
  const map = tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: 2,
        kernelSize: 3,
        activation: "relu",
        biasInitializer: "ones",
        inputShape: [6, 5, 3],
      }),
    ],
  });
  const images = noiseBatch(2, { height: 6, width: 5 });
  await assertRejects(
    () => fullGrad(map, images, { target: 1 }),
    TypeError,
    "must be [N, classes]: current shape is [2,4,3,2]. Give a function",
  );
  const mean = (output: tf.Tensor) => tf.mean(output, [1, 2, 3]) as tf.Tensor1D;
  const exact = await fullGradients(map, images, { target: mean });
  assertEquals(exact.logits.shape, [2, 4, 3, 2]);
  for (const { relativeToTerms } of exact.completeness) {
    assert(relativeToTerms <= 1e-5);
  }
  await assertRejects(
    () => predict(map, images),
    TypeError,
    "must be [N, classes]: current shape is [2,4,3,2]. Give a function",
  );
  const predicted = await predict(map, images, { target: mean });
  assertEquals(predicted.logits, exact.logits);
  assertEquals(predicted.target.values, exact.target.values);
  assertEquals(predicted.top(), []);
  assertStringIncludes(String(predicted), "image 1: mean ");
  assertEquals(predicted.table().rows.map(([, , label]) => label), [
    "mean",
    "mean",
  ]);
  assertThrows(
    () => predicted.figure(),
    RangeError,
    "must tell classes apart: its output is [2,4,3,2]",
  );
  await assertRejects(
    () => classShares(map, images),
    TypeError,
    "Cannot run classShares as the output must be [N, classes]: current shape is [any,4,3,2]. biasGradients takes a function",
  );
  map.dispose();
});

Deno.test("what stopGradient() holds is a constant of the target, whatever it is made of", async () => {
  // The greatest logit, chosen by operations that have no gradient.
  const greatest = stopGradient((output) =>
    tf.cast(tf.equal(output, tf.max(output, 1, true)), "float32")
  );
  const held = await explain((output) =>
    tf.sum(tf.mul(output, greatest(output)), 1)
  );
  const { inputTerm, biasGradients, completeness } = held;
  const target = biasGradients.at(-1)!;
  assertEquals(target.site.name, "target");
  assert(target.term.values.every((value) => Math.abs(value) < 1e-4));
  assertLinear({ inputTerm, biasGradients: biasGradients.slice(0, -1) }, [
    [1, await explain(undefined)],
  ]);
  // A ratio to its own length: the value is the true one, and adds up.
  const norm = (output: tf.Tensor) => tf.norm(output, 2, 1);
  const [own, fixed] = await Promise.all(
    [norm, stopGradient(norm)].map((by) =>
      explain((output) => tf.div(tf.sum(output, 1), by(output)))
    ),
  );
  assertEquals(fixed!.target.values, own!.target.values);
  for (const { relativeToTerms } of [...completeness, ...fixed!.completeness]) {
    assert(relativeToTerms <= 1e-5);
  }
  const ownTerm = (result: FullGradients) =>
    result.biasGradients.at(-1)!.term.values;
  assertClose(ownTerm(fixed!), [0, 0, 0], 1e-5, "held");
  // Of degree 0 in the output: its gradient alone gives nothing of it.
  assertClose(ownTerm(own!), own!.target.values, 1e-4, "own");
  assertThrows(() => stopGradient(1 as never), TypeError, "a function");
});

Deno.test("layers may be named as the sites of input and target are", async () => {
  const build = (names: readonly [string, string, string]) => {
    const [input, target, value] = names;
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({
          name: target,
          filters: 3,
          kernelSize: 3,
          inputShape: [6, 5, 3],
          kernelInitializer: tf.initializers.glorotNormal({ seed: 1 }),
          biasInitializer: "ones",
        }),
        tf.layers.batchNormalization({ name: value, betaInitializer: "ones" }),
        tf.layers.reLU(),
        tf.layers.flatten(),
        tf.layers.dense({
          name: input,
          units: 3,
          kernelInitializer: tf.initializers.glorotNormal({ seed: 2 }),
          biasInitializer: "ones",
        }),
      ],
    });
    return model;
  };
  const images = noiseBatch(3, { height: 6, width: 5 });
  const [one, two, three] = [
    build(["input", "target", "value"]),
    build(["dense", "conv", "norm"]),
    // The normalization as "target", which a preset may fuse.
    build(["logits", "map", "target"]),
  ];
  for (const [name, method] of Object.entries(EVERY_METHOD)) {
    const options = { target: logSoftmax(1) };
    const expected = await method(two, images, options);
    for (const other of [one, three]) {
      const { arrays } = await method(other, images, options);
      const values = (all: typeof arrays) =>
        Object.values(all).map(({ values }) => values);
      assertEquals(values(arrays), values(expected.arrays), name);
    }
  }
  for (const preset of ["paper", "idiap"] as const) {
    const options = { preset, target: logSoftmax(1) };
    const maps = await Promise.all(
      [one, two, three].map((net) => fullGrad(net, images, options)),
    );
    for (const map of maps) {
      assertEquals(map.values, maps[1]!.values);
      assertEquals(
        map.terms!.map(({ spatial }) => spatial),
        maps[1]!.terms!.map(({ spatial }) => spatial),
      );
      assertEquals(map.notes.length, maps[1]!.notes.length);
    }
  }
  [one, two, three].forEach((net) => net.dispose());
});
