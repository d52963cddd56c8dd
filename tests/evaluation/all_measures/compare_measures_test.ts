/** All methods by all measures: the numbers of each experiment, ranks and their agreement. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import {
  compareMeasures,
  fullGrad,
  gradCam,
  hiResCam,
  inputGradient,
  inputTimesGradient,
  MeasureComparison,
  pixelPerturbation,
  startBackend,
} from "fullgrad";
import {
  complexity,
  Evaluation,
  infidelity,
  kendallTau,
  kendallW,
  type MeasureExperiment,
  MEASURES,
  mergeResults,
} from "fullgrad/evaluation";
import { asModel } from "../../../lib/model/mod.ts";
import { inFolder } from "../run/in_folder.ts";
import { tinyImages, tinyNetwork } from "../tiny_network.ts";
import scipy from "./scipy_ranks.json" with { type: "json" };

await startBackend("cpu");
const model = tinyNetwork();
const images = tinyImages(4);
const methods = {
  Gradient: inputGradient,
  "Gradient × input": inputTimesGradient,
  FullGrad: fullGrad,
  GradCAM: gradCam,
  HiResCAM: hiResCam,
};
const mean: MeasureExperiment = (model, images, options) =>
  pixelPerturbation(model, images, {
    ...options,
    fill: "mean",
    fractions: [0.1, 0.3],
    repeats: 1,
  });
const zero: MeasureExperiment = (model, images, options) =>
  pixelPerturbation(model, images, {
    ...options,
    fill: "zeroNormalized",
    fractions: [0.1, 0.3],
    repeats: 1,
  });
const few: MeasureExperiment = (model, images, options) =>
  infidelity(model, images, { ...options, samples: 10 });
const measures = {
  mean,
  zero,
  few,
  complexity: MEASURES.complexity,
  randomLogit: MEASURES.randomLogit,
};

Deno.test("kendallTau() and kendallW() are SciPy's", () => {
  for (const { lists, taus, w } of scipy.cases) {
    lists.forEach((a, i) =>
      lists.forEach((b, k) =>
        assert(Math.abs(kendallTau(a, b)! - taus[i]![k]!) < 1e-12)
      )
    );
    if (w !== null) assert(Math.abs(kendallW(lists)! - w) < 1e-12, `${w}`);
  }
  assertEquals(kendallW([[1, 1], [1, 1]]), null);
});

Deno.test("compareMeasures() has the numbers of every experiment", async () => {
  const all = await compareMeasures(model, images, { methods, measures });
  const controls = Object.fromEntries(
    all.data.methods.filter(({ control }) => control)
      .map(({ name }) => [name, true]),
  );
  assertEquals(Object.keys(controls), [
    "Random map",
    "Sobel edges",
    "Class-agnostic map",
    "Class-agnostic FullGrad",
  ]);
  assertEquals(all.data.measures.map(({ name }) => name), [
    "mean, SRG",
    "mean, least salient first",
    "mean, most salient first",
    "zero, SRG",
    "zero, least salient first",
    "zero, most salient first",
    "few",
    "sparseness",
    "complexity",
    "effective complexity",
    "Spearman",
    "Spearman of |map|",
    "SSIM",
    "HOG",
  ]);
  const own = await mean(model, images, { methods });
  const simple = await complexity(model, images, { methods });
  for (const name of Object.keys(methods)) {
    assertEquals(all.interval(name, "mean, SRG"), own.interval(name, "SRG"));
    assertEquals(
      all.interval(name, "sparseness"),
      simple.interval(name, "sparseness"),
    );
  }
  const again = MeasureComparison.from(JSON.stringify(all));
  assertEquals(again.data, all.data);
  assertEquals(again.ranks(), all.ranks());
  assert(all.text.some((line) => line.includes("are the same maps by const")));
});

Deno.test("ranks and agreements are those of plain loops", async () => {
  const all = await compareMeasures(model, images, { methods, measures });
  const names = all.data.methods.map(({ name }) => name);
  const [a, b] = ["mean, SRG", "complexity"];
  const means = names.map((name) => all.interval(name, b).mean);
  const ranks = all.ranks().filter(({ measure }) => measure === b);
  ranks.forEach(({ rank, method, n }, i) => {
    const less = means.filter((value) => value < means[i]!).length;
    const equal = means.filter((value) => value === means[i]).length;
    assertEquals([method, n, rank], [names[i], 4, less + (equal + 1) / 2]);
  });
  assert(
    all.ranks().filter(({ measure }) => measure === "SSIM")
      .every(({ rank }) => rank === undefined),
  );
  // HiResCAM is GradCAM before a global average; controls do not count.
  const compared = all.data.methods
    .filter(({ control, sameAs }) => !control && !sameAs)
    .map(({ name }) => name);
  const scores = (measure: string, sign: number) =>
    [0, 1, 2, 3].map((i) =>
      compared.map((name) => sign * all.values(name, measure)[0]![i]!)
    );
  const [x, y] = [scores(a, 1), scores(b, -1)];
  const taus = x.map((row, i) => kendallTau(row, y[i]!)!);
  const pair = all.agreement().find((pair) => pair.a === a && pair.b === b)!;
  assertEquals(pair.n, 4);
  assert(
    Math.abs(pair.mean - taus.reduce((sum, tau) => sum + tau) / 4) < 1e-12,
  );
  assertEquals(all.consistency()[b], kendallW(y));
  const w = all.concordance();
  assert(w.n === 4 && w.mean > 0 && w.mean < 1);
  const table = all.agreementTable();
  assertEquals(table.rows.length, 10 * 9 / 2);
  assertEquals(all.ranksTable().rows.length, names.length * 14);
});

Deno.test("one image gives no interval, and says so", async () => {
  const all = await compareMeasures(model, tinyImages(1), {
    methods,
    measures: { complexity: MEASURES.complexity },
  });
  assertEquals(all.concordance().n, 1);
  // An image agrees with itself, which says nothing.
  assertEquals(Object.values(all.consistency()), [null, null, null]);
  assert(all.text.some((line) => line.includes("n = 1: no interval")));
});

Deno.test("a comparison goes on where it was, and shards give the same record", () =>
  inFolder(async (folder) => {
    const some = { mean, complexity: MEASURES.complexity };
    const whole = await compareMeasures(model, images, {
      methods,
      measures: some,
    });
    const controller = new AbortController();
    await assertRejects(
      () =>
        compareMeasures(model, images, {
          methods,
          measures: some,
          folder: `${folder}/one`,
          signal: controller.signal,
          onProgress: () => controller.abort(new Error("enough")),
        }),
      Error,
      "enough",
    );
    const calls = { count: 0 };
    const counted = Object.fromEntries(
      Object.entries(methods).map(([name, run]) => [name, {
        name,
        options: {},
        run: (...[model, images, options]: Parameters<typeof run>) => {
          calls.count++;
          return run(model, images, options);
        },
      }]),
    );
    const on = (own: typeof methods | typeof counted, at: string) =>
      compareMeasures(model, images, {
        methods: own as typeof methods,
        measures: some,
        folder: `${folder}/${at}`,
      });
    const resumed = await on(methods, "one");
    assertEquals(resumed.data.values, whole.data.values);
    assertEquals(resumed.toCsv(), whole.toCsv());
    await on(counted, "two");
    const first = calls.count;
    await on(counted, "two");
    // Only what every experiment asks to know its methods.
    assert(calls.count - first < first, `${first}, ${calls.count}`);
    for (const index of [1, 2]) {
      await compareMeasures(model, images, {
        methods,
        measures: some,
        folder: `${folder}/shard${index}`,
        shard: { index, count: 2 },
      });
    }
    const merged = await mergeResults(
      [`${folder}/shard1`, `${folder}/shard2`],
      `${folder}/all`,
    );
    assertEquals(merged.length, 2);
    const joined = await on(methods, "all");
    assertEquals(joined.data.values, whole.data.values);
  }));

Deno.test("every experiment asks for as many maps as its cost says", async () => {
  for (const [name, { run, cost }] of Object.entries(MEASURES)) {
    let [maps, calls] = [0, 0];
    const counting: typeof inputGradient = async (model, images, options) => {
      const map = await inputGradient(model, images, options);
      // The first call asks what the method is.
      if (calls++ > 0) maps += map.shape[0];
      return map;
    };
    await run(model, images, { methods: { counting }, controls: {} });
    assertEquals(maps, cost.maps * 4, name);
  }
});

Deno.test("options of compareMeasures() are checked", async () => {
  await assertRejects(
    () => compareMeasures(model, images, { methods, measures: {} }),
    RangeError,
    "Cannot compare measures as measures must be an object of experiments",
  );
  await assertRejects(
    () => compareMeasures(model, images, { methods: {} }),
    RangeError,
    "there must be at least one",
  );
});

Deno.test("with masks localization is measured beside any measures, and masks are checked first", async () => {
  const masks = new Uint8Array(4 * 256).fill(1);
  const complexityAlone = { complexity: MEASURES.complexity };
  const given = { methods, controls: {}, measures: complexityAlone };
  const { data } = await compareMeasures(model, images, { ...given, masks });
  const simple = (await compareMeasures(model, images, given)).data.measures;
  assertEquals(data.measures.map(({ name }) => name), [
    ...simple.map(({ name }) => name),
    "pointing game",
    "relevance mass",
    "relevance rank",
  ]);
  const never: MeasureExperiment = () => {
    throw new Error("It should not have begun");
  };
  const wrong = [
    [masks.slice(1), "Cannot use the masks as 4 images of 16×16"],
    [[...masks] as never, "Cannot use the masks as 4 images of 16×16"],
    [
      masks.slice().fill(0, 256, 512),
      'Cannot use the mask of "image 2" as it must',
    ],
  ] as const;
  for (const [masks, words] of wrong) {
    await assertRejects(
      () =>
        compareMeasures(model, images, { methods, measures: { never }, masks }),
      Error,
      words,
    );
  }
  await assertRejects(
    () =>
      compareMeasures(model, images, {
        methods,
        measures: { localization: never },
        masks,
      }),
    RangeError,
    'with masks "localization" is their experiment',
  );
});

Deno.test("an image without any number does not hide how alike the others rank methods", async () => {
  const measured =
    (keep: (image: number) => boolean): MeasureExperiment =>
    async (model, images, options) => {
      const { data } = await complexity(model, images, options);
      const count = data.images.names.length;
      return Evaluation.from({
        ...data,
        values: data.values.map((value, i) => keep(i % count) ? value : null),
      });
    };
  const of = async (keep: (image: number) => boolean) =>
    (await compareMeasures(model, images, {
      methods,
      controls: {},
      measures: { own: measured(keep) },
    })).consistency();
  const first = await compareMeasures(model, tinyImages(3), {
    methods,
    controls: {},
    measures: { own: MEASURES.complexity },
  });
  assertEquals(await of((image) => image < 3), first.consistency());
  assert(Object.values(first.consistency()).every((w) => w! > 0));
  assertEquals(Object.values(await of((i) => i === 2)), [null, null, null]);
  assertEquals(Object.values(await of(() => false)), [null, null, null]);
});

Deno.test("measures of one name stay apart, and the record is read back", async () => {
  const once = { methods, controls: {} };
  const comparison = await compareMeasures(model, images, {
    ...once,
    measures: { complexity: MEASURES.complexity, sparseness: few },
  });
  assertEquals(comparison.data.measures.map(({ name }) => name), [
    "complexity, sparseness",
    "complexity",
    "effective complexity",
    "sparseness, infidelity",
  ]);
  const again = MeasureComparison.from(comparison.toJSON());
  const alone = await few(model, images, once);
  assertEquals(
    again.values("FullGrad", "sparseness, infidelity"),
    alone.values("FullGrad"),
  );
});

Deno.test("what an experiment of one's own returns is an evaluation of the images", async () => {
  const refused: Readonly<Record<string, MeasureExperiment>> = {
    "undefined": () => Promise.resolve(undefined as never),
    "one of another network, or of weights": async (...given) => {
      const { data } = await complexity(...given);
      const other = { ...data.model, fingerprint: "of another" };
      return Evaluation.from({ ...data, model: other });
    },
    "one of other images": (model, _, options) =>
      complexity(model, tinyImages(2), options),
  };
  for (const [what, own] of Object.entries(refused)) {
    await assertRejects(
      () =>
        compareMeasures(model, images, {
          methods,
          controls: {},
          measures: { own },
        }),
      TypeError,
      `"own" gives ${what}`,
    );
  }
});

Deno.test("a measure without a number is said to have none, and the others are drawn", async () => {
  const nothing: MeasureExperiment = async (model, images, options) => {
    const { data } = await complexity(model, images, options);
    const per = data.images.names.length;
    const count = data.measures.length;
    return Evaluation.from({
      ...data,
      values: data.values.map((value, i) =>
        Math.floor(i / per) % count === 0 ? null : value
      ),
    });
  };
  const once = { methods, controls: {} };
  const evaluation = await nothing(model, images, once);
  const display = evaluation[Symbol.for("Jupyter.display") as never] as (
    this: Evaluation,
  ) => Promise<Record<string, string>>;
  const { "text/html": html } = await display.call(evaluation);
  assert(html!.includes("effective complexity"));
  const comparison = await compareMeasures(model, images, {
    ...once,
    measures: { nothing },
  });
  assert(String(comparison).includes("no number: on no image"));
  assert(!String(comparison).includes("NaN"));
});

Deno.test("rank correlations stay within [−1, 1] for lists of every length", () => {
  for (let length = 2; length < 60; length++) {
    const up = Array.from({ length }, (_, i) => i);
    assertEquals(kendallTau(up, up), 1);
    assertEquals(kendallTau(up, up.toReversed()), -1);
    assertEquals(kendallW([up, up, up]), 1);
  }
});

Deno.test("networks of one output, blank images and images of one pixel are compared by what measures them", async () => {
  const networkOf = (side: number, units: number) =>
    asModel(tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [side, side, 1] }),
        tf.layers.dense({
          units,
          kernelInitializer: tf.initializers.constant({ value: 0.3 }),
        }),
      ],
    }));
  const batch = (side: number, blank: boolean) => ({
    data: Float32Array.from(
      { length: 2 * side ** 2 },
      (_, i) => blank && i < side ** 2 ? 0.5 : Math.sin(i * i + 1),
    ),
    shape: [2, side, side, 1],
  });
  const one = { Product: inputTimesGradient };
  for (
    const { side, units, blank, said } of [
      { side: 6, units: 1, blank: false, said: "randomLogit" },
      { side: 6, units: 2, blank: true, said: "image 1" },
      { side: 1, units: 2, blank: false, said: "image 2" },
    ]
  ) {
    const images = batch(side, blank);
    const { data } = await compareMeasures(networkOf(side, units), images, {
      methods: one,
      controls: {},
    });
    const names = Object.keys(data.settings);
    assertEquals(
      names,
      Object.keys(MEASURES).filter((name) =>
        units > 1 || name !== "randomLogit"
      ),
    );
    assert(data.notes.some((note) => note.includes(said)), `${data.notes}`);
    assertEquals(data.missing, []);
  }
  // Who asks for it is told why not.
  await assertRejects(
    () =>
      compareMeasures(networkOf(6, 1), batch(6, false), {
        methods: one,
        measures: { randomLogit: MEASURES.randomLogit },
      }),
    RangeError,
    "at least two",
  );
});

Deno.test("where no measure speaks for a method there are no ranks: words and a table say so", async () => {
  const comparison = await compareMeasures(model, images, {
    methods,
    controls: {},
    measures: { randomLogit: MEASURES.randomLogit },
  });
  assert(comparison.data.measures.length > 0);
  assert(comparison.data.measures.every(({ better }) => better === undefined));
  const display = comparison[Symbol.for("Jupyter.display") as never] as (
    this: Evaluation,
  ) => Promise<Record<string, string>>;
  const { "text/html": html } = await display.call(comparison);
  for (const shown of [html!, String(comparison)]) {
    assert(shown.includes("No measure speaks for or against a method"), shown);
    assert(!shown.includes("Kendall") && !shown.includes("Infinity"), shown);
  }
  assert(html!.includes("HiResCAM"));
  for (const draw of ["ranksFigure", "agreementFigure"] as const) {
    assertThrows(
      () => comparison[draw](),
      RangeError,
      "must speak for or against methods: current measures are",
    );
  }
});

Deno.test("what has nothing to agree with is ranked, and no agreement is drawn", async () => {
  const display = async (comparison: MeasureComparison) => {
    const show = comparison[Symbol.for("Jupyter.display") as never] as (
      this: Evaluation,
    ) => Promise<Record<string, string>>;
    return (await show.call(comparison))["text/html"]!;
  };
  const [RANKS, ALIKE] = [
    "Rank of each method under each measure",
    "How alike measures rank the methods",
  ];
  const several = await compareMeasures(model, images, {
    methods,
    measures: { complexity: MEASURES.complexity },
  });
  assert((await display(several)).includes(ALIKE));
  const one = await compareMeasures(model, images, {
    methods,
    measures: { few },
  });
  assertThrows(
    () => one.agreementFigure(),
    RangeError,
    "Cannot draw how alike measures are as two of the measures must speak for or against methods: current measures are few",
  );
  for (const shown of [await display(one), String(one)]) {
    assert(shown.includes("Only few speaks for or against a method"), shown);
    assert(!shown.includes("Kendall"), shown);
  }
  const alone = await compareMeasures(model, images, {
    methods: { FullGrad: fullGrad },
    measures: { complexity: MEASURES.complexity },
  });
  for (const comparison of [one, alone]) {
    const html = await display(comparison);
    assert(html.includes(RANKS) && !html.includes(ALIKE));
  }
});

Deno.test("rank correlations refuse what has no order, and a list that has no other one", () => {
  for (const value of [NaN, Infinity, -Infinity, null, undefined]) {
    const list = [1, value as number, 3];
    const calls = [
      () => kendallTau(list, [1, 2, 3]),
      () => kendallTau([1, 2, 3], list),
      () => kendallW([[1, 2, 3], list]),
      () => kendallW([list, [1, 2, 3]]),
    ];
    for (const call of calls) assertThrows(call, RangeError, "finite numbers");
  }
  for (const lists of [[], [[1, 2, 3]]]) {
    assertThrows(
      () => kendallW(lists),
      RangeError,
      `there must be two lists or more: current number is ${lists.length}`,
    );
  }
});

Deno.test("of one measure there is no concordance", async () => {
  const { n, mean } = (await compareMeasures(model, images, {
    methods,
    measures: { few },
  })).concordance();
  assertEquals([n, mean], [0, NaN]);
});
