import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { Evaluation, tableCsv } from "../../../lib/evaluation/result/mod.ts";
import {
  bootstrapInterval,
  crossedInterval,
  holm,
  randomizationP,
} from "../../../lib/evaluation/statistics/mod.ts";
import { Random } from "../../../lib/random/mod.ts";
import { recordOf } from "./record.ts";

const A = [3, 1, 4, 1, 5, 9, 2, 6];
const B = [2, 7, 1, 8, 2, 8, 2, 9];

function normals(count: number, seed: number): number[] {
  const random = new Random(seed, 0, 0);
  return Array.from({ length: count }, () => random.normal());
}

Deno.test("paired() is the interval of the mean difference over the same images, with wins, ties and p", () => {
  const result = new Evaluation(recordOf({ a: A, b: B }));
  const differences = A.map((a, i) => a - B[i]!);
  const { mean, low, high, n, wins, ties, over, p, correctedP, pairs } = result
    .paired("a", "b");
  const expected = bootstrapInterval(differences);
  assertEquals({ mean, low, high, n }, expected);
  // Lower is better: a wins where it is below b.
  assertEquals([wins, ties, n, over, pairs], [3, 1, 8, "images", 1]);
  assertEquals(p, randomizationP(differences, 0));
  assertEquals(correctedP, p);
  const other = result.paired("b", "a");
  assertEquals([other.mean, other.wins, other.p], [-mean, 4, p]);
  const higher = new Evaluation(recordOf({ a: A, b: B }, {
    measures: [{ name: "gain", meaning: "gain", better: "higher" }],
  }));
  assertEquals(higher.paired("a", "b").wins, 4);
});

Deno.test("a pair can differ where the methods' own intervals overlap", () => {
  const level = normals(40, 1);
  const result = new Evaluation(recordOf({
    a: level,
    b: normals(40, 2).map((noise, i) => level[i]! + 0.2 + 0.05 * noise),
  }));
  const [a, b] = ["a", "b"].map((name) => result.interval(name));
  assert(a!.high > b!.low);
  const pair = result.paired("a", "b");
  assert(pair.high < 0 && pair.p < 0.001);
  assertEquals(pair.wins, 40);
});

Deno.test("images that lack a number of one method are left out of the pair", () => {
  const result = new Evaluation(recordOf({
    a: [1, null, 3, 4],
    b: [2, 5, null, 8],
    c: [null, null, 1, null],
  }));
  const pair = result.paired("a", "b");
  assertEquals([pair.n, pair.mean], [2, -2.5]);
  assertThrows(
    () =>
      new Evaluation(recordOf({ a: [1, null], b: [null, 1] })).paired("a", "b"),
    RangeError,
    "as both must have a number of one image",
  );
  const one = result.paired("a", "c");
  assertEquals([one.n, one.mean, one.over], [1, 2, "nothing"]);
  assertEquals([one.low, one.high, one.p, one.correctedP], [
    NaN,
    NaN,
    NaN,
    NaN,
  ]);
});

Deno.test("with several repeats images and repeats are resampled together", () => {
  const repeats = { count: 3, name: "seed" };
  const noise = normals(60, 3);
  const rows = Array.from(
    { length: 20 },
    (_, i) => noise.slice(3 * i, 3 * i + 3),
  );
  const zeros = rows.map((row) => row.map(() => 0));
  const result = new Evaluation(recordOf({ a: rows, b: zeros }, { repeats }));
  const { over, n, ...pair } = result.paired("a", "b");
  assertEquals([over, n], ["images and repeats", 20]);
  const expected = crossedInterval(rows);
  assertEquals([pair.low, pair.high], [expected.low, expected.high]);
  const overImages = bootstrapInterval(
    rows.map((row) => row.reduce((sum, x) => sum + x, 0) / 3),
  );
  assertAlmostEquals(pair.overImages.low, overImages.low, 1e-12);
  assertAlmostEquals(pair.overImages.high, overImages.high, 1e-12);
  assertAlmostEquals(
    pair.mean,
    noise.reduce((sum, x) => sum + x, 0) / 60,
    1e-12,
  );
  // Repeats that all images share count: a shift of one of them widens it.
  const shifted = rows.map(([x, y, z]) => [x! + 5, y!, z!]);
  const wide = crossedInterval(shifted);
  assert(wide.high - wide.low > 2);
  const images = bootstrapInterval(
    shifted.map((row) => row.reduce((sum, x) => sum + x, 0) / 3),
  );
  assert(images.high - images.low < 1);
});

Deno.test("of equal repeats the crossed interval is that over images, but for the draw", () => {
  const values = normals(50, 4);
  const crossed = crossedInterval(values.map((x) => [x, x, x]));
  const images = bootstrapInterval(values);
  assertAlmostEquals(crossed.mean, images.mean, 1e-12);
  assert(Math.abs(crossed.low / images.low - 1) < 0.15);
  assert(Math.abs(crossed.high - images.high) < 0.1);
});

Deno.test("runs of one dataset are paired run by run; one run has no interval", () => {
  const images = { names: ["100 images"], fingerprint: "" };
  const three = new Evaluation(recordOf(
    { a: [0.5, 0.6, 0.7], b: [0.4, 0.65, 0.5] },
    { images, repeats: { count: 3, name: "run" } },
  )).paired("a", "b");
  assertEquals([three.over, three.n, three.wins], ["repeats", 3, 1]);
  assertAlmostEquals(three.mean, 0.25 / 3, 1e-12);
  // Of three differences the least two-sided p is 1/4.
  assert(three.p >= 0.25);
  const single = new Evaluation(recordOf({ a: [0.5], b: [0.4] }, { images }));
  const one = single.paired("a", "b");
  assertEquals([one.over, one.low, one.p], ["nothing", NaN, NaN]);
  assertEquals([three.overImages, one.overImages], [
    { low: NaN, high: NaN },
    { low: NaN, high: NaN },
  ]);
  assertStringIncludes(String(single.pairedFigure("a")), "no interval");
});

Deno.test("along an axis pairs are compared by area, or at a point", () => {
  const axis = {
    name: "step",
    meaning: "step",
    values: ["one", "two", "three"],
    scale: "points",
  } as const;
  const result = new Evaluation(recordOf({
    a: [[1, 2], [3, 4], [5, 6]],
    b: [[1, 1], [1, 1], [1, 1]],
  }, { axis }));
  assertEquals(result.paired("a", "b").mean, 2.5);
  assertEquals(result.paired("a", "b", { at: "three" }).mean, 4.5);
  assertThrows(
    () => result.paired("a", "b", { at: "four" }),
    RangeError,
    "must be one of one, two, three",
  );
  assertThrows(
    () => result.paired("a", "b", { mesure: "loss" } as object),
    TypeError,
    'did you mean "measure"',
  );
});

Deno.test("pairedWith() corrects p for all pairs, and its figure shows difference, wins and p", async () => {
  const result = new Evaluation(recordOf({
    a: normals(30, 1),
    b: normals(30, 2).map((x) => x + 1),
    c: normals(30, 3).map((x) => x + 0.5),
    control: normals(30, 4),
  }));
  const pairs = result.pairedWith("a");
  assertEquals(pairs.map(({ b }) => b), ["b", "c", "control"]);
  assertEquals(
    pairs.map(({ correctedP }) => correctedP),
    holm(pairs.map(({ p }) => p)),
  );
  assertEquals(pairs.map(({ pairs }) => pairs), [3, 3, 3]);
  const few = result.pairedWith("a", ["b"], { seed: 1 });
  assertEquals(few.length, 1);
  const figure = result.pairedFigure("a");
  assertStringIncludes(String(figure), "a minus each other");
  const { data: [bars], layout } = await figure.plotly();
  const lowest = pairs.toSorted((a, b) => a.mean - b.mean)[0]!;
  assertEquals((bars!.x as number[])[0], lowest.mean);
  assert("error_x" in bars!);
  assertStringIncludes(JSON.stringify(layout), `b, ${pairs[0]!.wins} of 30, p`);
  assertStringIncludes(JSON.stringify(layout), "control*");
  const alone = new Evaluation(recordOf({ a: [1, 2] }));
  assertThrows(() => alone.pairedFigure("a"), RangeError, "another method");
});

Deno.test("randomizationP() counts sign patterns, exactly for few and nearly for many", () => {
  assertEquals(randomizationP([1, 1, 1], 0), 2 / 8);
  assertEquals(randomizationP([1, -1], 0), 1);
  assertEquals(randomizationP([0, 0, 0], 0), 1);
  assertEquals(randomizationP([3], 0), 1);
  // By hand: |3 ± 1 ± 2| ≥ 4 for (+, +) alone and 3 − 1 + 2, and their opposites.
  assertEquals(randomizationP([3, -1, 2], 0), 4 / 8);
  // 13 differences are drawn; all patterns of them counted here.
  const many = normals(13, 5).map((x) => x + 0.5);
  const sum = Math.abs(many.reduce((total, x) => total + x, 0));
  let extreme = 0;
  for (let pattern = 0; pattern < 2 ** 13; pattern++) {
    const flipped = many.reduce(
      (s, x, k) => s + (pattern >> k & 1 ? -x : x),
      0,
    );
    if (Math.abs(flipped) >= sum - 1e-12) extreme++;
  }
  const exact = extreme / 2 ** 13;
  // Five standard errors of 9,999 draws.
  const error = 5 * Math.sqrt(exact * (1 - exact) / 9999);
  assert(Math.abs(randomizationP(many, 1) - exact) < error + 1e-4);
  assertEquals(randomizationP(new Array(40).fill(1), 0), 1 / 10000);
});

Deno.test("randomizationP() rejects equal methods about as often as it says", () => {
  let rejected = 0;
  for (let trial = 0; trial < 400; trial++) {
    if (randomizationP(normals(10, trial), 0) <= 0.1) rejected++;
  }
  // 40 of 400 are due, with four standard deviations of 6.
  assert(Math.abs(rejected - 40) < 24, `${rejected}`);
});

Deno.test("holm() is its definition, in the order of what came", () => {
  assertEquals(holm([0.01, 0.04, 0.03]), [0.03, 0.06, 0.06]);
  assertEquals(holm([0.5, 0.9]), [1, 1]);
  assertEquals(holm([0.2]), [0.2]);
  assertEquals(holm([]), []);
});

Deno.test("pairedTable() has a row for every other method and measure, as CSV", () => {
  const measures = [
    { name: "loss", meaning: "loss", better: "lower" as const },
    { name: "gain", meaning: "gain", better: "higher" as const },
    { name: "seen", meaning: "of no side" },
  ];
  const result = new Evaluation(recordOf({
    a: [A, B, A],
    b: [B, A, A],
    c: [[1, null, null, null, null, null, null, null], B, A],
    d: [Array(8).fill(null), B, A],
  }, { measures }));
  const { columns, rows } = result.pairedTable("a");
  const at = (name: string) => columns.findIndex((c) => c.name === name);
  assertEquals(
    rows.map((row) => [row[at("minus")], row[at("measure")], row[at("n")]]),
    [["b", "loss", 8], ["c", "loss", 1], ["b", "gain", 8], ["c", "gain", 8], [
      "d",
      "gain",
      8,
    ]],
  );
  const pair = result.paired("a", "b");
  assertEquals(rows[0]!.slice(at("difference"), at("over")), [
    pair.mean,
    pair.low,
    pair.high,
  ]);
  assertEquals(rows[1]!.slice(at("low"), at("over") + 1), [
    null,
    null,
    "nothing",
  ]);
  assertStringIncludes(
    tableCsv({ columns, rows }),
    "method,minus,measure,at,difference,low,high,over",
  );
  const byHolm = result.pairedWith("a", ["b", "c"], { measure: "loss" });
  assertEquals(
    rows.slice(0, 2).map((row) => row[at("corrected_p")]),
    byHolm.map(({ correctedP }) =>
      Number.isNaN(correctedP) ? null : correctedP
    ),
  );
});

Deno.test("figures and text have n beside every interval, and say where methods differ in it", async () => {
  const axis = {
    name: "share",
    meaning: "share",
    values: [0, 1],
    scale: "linear",
  } as const;
  const result = new Evaluation(
    recordOf({ a: [[1, 2, 3], [1, 2, 3]], b: [[2, null, 3], [1, null, 3]] }, {
      axis,
    }),
  );
  assertStringIncludes(result.text[0]!, "n = 2 to 3 images");
  for (const figure of [result.figure(), result.barsFigure()]) {
    assertStringIncludes(String(figure), "n = 2 to 3 images");
  }
  assertStringIncludes(String(result.pairedFigure("a")), "n = 2");
  assert(result.text.some((line) => line.includes("minus each other, loss")));
  const html = String(
    // deno-lint-ignore no-explicit-any
    (await (result as any)[Symbol.for("Jupyter.display")]())["text/html"],
  );
  assertStringIncludes(html, "a minus each other");
});

const FIGURES = {
  axis: {
    name: "share",
    meaning: "share",
    values: [0, 1],
    scale: "linear",
  },
  repeats: { count: 2, name: "run" },
} as const;

/** All that is made of pairs, each a way that must not fail. */
async function shownPairs(result: Evaluation): Promise<string> {
  const bundle =
    // deno-lint-ignore no-explicit-any
    await (result as any)[Symbol.for("Jupyter.display")]();
  return [
    String(result),
    result.text.join("\n"),
    bundle["text/html"],
    tableCsv(result.pairedTable("a")),
    tableCsv(result.blurTable()),
  ].join("\n");
}

/** The same record, in which b is there as a blurred map of a. */
function blurredRecord(
  { data: { methods, ...data } }: Evaluation,
): Evaluation {
  const [a, b, ...others] = methods;
  return new Evaluation({
    ...data,
    methods: [a!, { ...b!, blurOf: "a" }, ...others],
  });
}

Deno.test("pairs whose methods have no repeat in common are left out of texts, tables and figures", async () => {
  // The curve of b is there in the mean over runs, and in no run.
  const ofRuns = {
    a: [[[1, 2]], [[3, 4]]],
    b: [[[1, null]], [[null, 4]]],
  };
  const ofImages = {
    a: [[[1, 2], [1, 2]], [[3, 4], [3, 5]]],
    b: [[[1, null], [1, null]], [[null, 4], [null, 4]]],
  };
  for (const values of [ofRuns, ofImages]) {
    const result = new Evaluation(recordOf(values, FIGURES));
    for (const each of [result, blurredRecord(result)]) {
      assertEquals(each.pairedTable("a").rows, []);
      assertEquals(each.blurGains(), []);
      assertEquals(each.pairedWith("a"), []);
      assert(!(await shownPairs(each)).includes("NaN"));
    }
    assertThrows(() => result.paired("a", "b"), RangeError, "all are missing");
  }
});

Deno.test("all numbers of a pair are of the repeats that both have", () => {
  // Of image 1 they share the first repeat alone, of image 2 both, of 3 none.
  const result = new Evaluation(recordOf({
    a: [[5, 100], [1, 3], [7, null]],
    b: [[2, null], [0, 0], [null, 7]],
  }, { repeats: FIGURES.repeats }));
  const pair = result.paired("a", "b");
  assertEquals([pair.n, pair.mean, pair.wins], [2, 2.5, 0]);
  assertEquals(pair.p, randomizationP([3, 2], 0));
  const { low, high } = bootstrapInterval([3, 2]);
  assertEquals(pair.overImages, { low, high });
  assertStringIncludes(String(result.pairedFigure("a")), "n = 2");
  const blurred = blurredRecord(result).blurGains();
  assertEquals([blurred[0]!.n, blurred[0]!.mean], [2, -2.5]);
});

Deno.test("pairedTable() has intervals over images alone where others are over repeats too", () => {
  const once = new Evaluation(recordOf({ a: [1, 2, 4], b: [2, 1, 9] }));
  const often = new Evaluation(recordOf({
    a: [[5, 6], [1, 3], [7, 8]],
    b: [[2, 1], [0, 0], [3, 7]],
  }, { repeats: FIGURES.repeats }));
  for (const [result, isThere] of [[once, false], [often, true]] as const) {
    const { columns, rows } = result.pairedTable("a");
    const at = columns.findIndex(({ name }) => name === "low_over_images");
    assertEquals(at >= 0, isThere);
    assertEquals(rows.map((row) => row.length), [columns.length]);
    if (isThere) {
      const { overImages: { low, high } } = result.paired("a", "b");
      assertEquals(rows[0]!.slice(at, at + 2), [low, high]);
    }
  }
});

Deno.test("figures and tables of pairs say which interval, and Holm's number is of pairs with a p", () => {
  const result = new Evaluation(recordOf({
    a: [1, 2, 4],
    b: [2, 1, 9],
    c: [3, null, null],
  }));
  for (
    const [options, words] of [[{}, "95 %"], [{ level: 0.5 }, "50 %"], [
      { level: 0.999 },
      "99.9 %",
    ]] as const
  ) {
    const figure = String(result.pairedFigure("a", options));
    assertStringIncludes(figure, `${words} intervals over images, n = 1 to 3`);
    for (const name of ["low", "high"]) {
      const column = result.pairedTable("a", options).columns
        .find((column) => column.name === name)!;
      assertStringIncludes(column.meaning!, words);
    }
  }
  const pairs = result.pairedWith("a");
  assertEquals(pairs.map(({ pairs }) => pairs), [1, 1]);
  assertEquals(pairs[0]!.correctedP, pairs[0]!.p);
  assert(!result.text.join("\n").includes("corrected for"));
});

Deno.test("texts, tables and figures correct p for the same pairs, without blurred ones", async () => {
  const whole = new Evaluation(recordOf({
    a: normals(30, 1),
    b: normals(30, 2).map((x) => x + 0.5),
    c: normals(30, 3).map((x) => x + 0.5),
    d: normals(30, 4),
  }));
  const result = blurredRecord(whole);
  const pairs = result.pairedWith("a");
  assertEquals(pairs.map(({ b }) => b), ["c", "d"]);
  const { columns, rows } = result.pairedTable("a");
  const at = columns.findIndex(({ name }) => name === "corrected_p");
  assertEquals(
    rows.map((row) => row[at]),
    pairs.map(({ correctedP }) => correctedP),
  );
  const { layout } = await result.pairedFigure("a").plotly();
  const drawn = JSON.stringify(layout);
  assertStringIncludes(drawn, "c, ");
  assert(!drawn.includes("b, "));
  assertEquals(result.pairedWith("a", ["b"]).length, 1);
});

Deno.test("where a measure has no better, nothing shown says that a method is", async () => {
  const cases = [{ better: undefined, word: "higher" }, {
    better: "lower",
    word: "better",
  }, { better: "higher", word: "better" }] as const;
  for (const { better, word } of cases) {
    const other = word === "better" ? "higher on" : "better";
    const measure = { meaning: "m", ...(better && { better }) };
    const measures = [{ ...measure, name: "one" }, { ...measure, name: "two" }];
    const [more, few] = better === "lower"
      ? [[1, 2], [5, 7]]
      : [[5, 7], [1, 2]];
    const result = new Evaluation(recordOf(
      { a: [more, more], b: [few, few] },
      { measures },
    ));
    const drawn = await result.pairedFigure("a").plotly();
    const shown = [
      result.text.filter((line) => line.includes("minus each other")).join(),
      JSON.stringify(result.pairedTable("a").columns),
      String(result.pairedFigure("a")),
    ];
    assertStringIncludes(shown[0]!, `${word} on 2 of 2`);
    assertStringIncludes(shown[1]!, `on how many of n the method is ${word}`);
    assertStringIncludes(
      JSON.stringify(drawn.layout),
      word === "higher" ? "b, higher on 2 of 2, p" : "b, 2 of 2, p",
    );
    assertStringIncludes(await shownPairs(result), `${word} on`);
    for (const text of shown) assert(!text.includes(other), text);
  }
});
