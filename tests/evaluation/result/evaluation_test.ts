import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { parse } from "csv-parse/sync";
import type { Bundle } from "../../../lib/display/mod.ts";
import {
  type Axis,
  encodeFloats,
  Evaluation,
  type EvaluationData,
} from "../../../lib/evaluation/result/mod.ts";
import { bootstrapInterval } from "../../../lib/evaluation/statistics/mod.ts";
import { recordOf } from "./record.ts";

const AXIS: Axis = {
  name: "fraction",
  meaning: "pixels removed",
  values: [0.1, 0.3, 0.5],
  scale: "linear",
  shares: true,
};
const runs = { count: 2, name: "run" };

/** Two methods, three points, two images, two repeats; one cell is missing. */
const data = recordOf({
  a: [[[1, 3], [2, 2]], [[3, 5], [4, 4]], [[5, 7], [6, 6]]],
  control: [[[0, 0], [0, null]], [[0, 0], [0, 0]], [[0, 0], [null, null]]],
}, { axis: AXIS, repeats: runs });
const evaluation = new Evaluation(data);

Deno.test("values() are means over repeats by point and image, null where there is none", () => {
  assertEquals(evaluation.values("a"), [[2, 2], [4, 4], [6, 6]]);
  assertEquals(evaluation.values("control", "loss"), [[0, 0], [0, 0], [
    0,
    null,
  ]]);
  assertThrows(() => evaluation.values("b"), RangeError, "one of a, control");
  assertThrows(
    () => evaluation.values("a", "gain"),
    RangeError,
    "must be one of loss",
  );
});

Deno.test("interval() is of the area under the curve, or of one point; intervals() of every point", () => {
  // Trapezoids: (2/2 + 4 + 6/2) / 2.
  assertEquals(evaluation.interval("a").mean, 4);
  assertEquals(evaluation.interval("a", "loss", { at: 0.5 }).mean, 6);
  assertEquals(evaluation.intervals("a").map(({ mean }) => mean), [2, 4, 6]);
  assertThrows(
    () => evaluation.interval("a", "loss", { at: 0.2 }),
    RangeError,
    "must be one of 0.1, 0.3, 0.5",
  );
  assertThrows(
    () => evaluation.interval("a", "loss", { att: 0.1 } as object),
    TypeError,
    'did you mean "at"',
  );
  // An image that is not finished everywhere has no area.
  assertEquals(evaluation.interval("control").n, 1);
  assertEquals(evaluation.interval("control").low, NaN);
  assertEquals(evaluation.intervals("control").map(({ n }) => n), [2, 2, 1]);
});

Deno.test("intervals over images are the bootstrap's of the means over repeats", () => {
  const rows = [[1, 4], [2, 9], [8, 3], [5, 6]];
  const result = new Evaluation(recordOf({ a: rows }, { repeats: runs }));
  const means = rows.map(([a, b]) => (a! + b!) / 2);
  assertEquals(result.interval("a"), bootstrapInterval(means));
  const options = { level: 0.8, seed: 3, resamples: 50 };
  assertEquals(
    result.interval("a", "loss", options),
    bootstrapInterval(means, options),
  );
});

Deno.test("of a number of a whole dataset the interval is over its repeats", () => {
  const accuracies = [0.5, 0.75, 0.7];
  const result = new Evaluation(recordOf(
    { a: accuracies },
    {
      repeats: { count: 3, name: "run" },
      images: { names: ["100 images"], fingerprint: "" },
    },
  ));
  assertEquals(result.interval("a"), bootstrapInterval(accuracies));
  assertStringIncludes(result.text[0]!, "n = 3 runs");
  assertStringIncludes(result.text[0]!, "none, 100 images.");
});

Deno.test("one image has no interval, and figure and text say so", async () => {
  const result = new Evaluation(recordOf({ a: [3], control: [4] }));
  const { mean, low, high, n } = result.interval("a");
  assertEquals([mean, low, high, n], [3, NaN, NaN, 1]);
  assertStringIncludes(result.text[0]!, "n = 1 run: no interval");
  const { data } = await result.figure().plotly();
  assertEquals(data.map(({ type }) => type), ["bar"]);
  assertStringIncludes(
    JSON.stringify(data[0]),
    "n = 1: no interval",
  );
});

Deno.test("along an axis there is a curve a method, controls dashed, with gaps where nothing is finished", async () => {
  const lines = evaluation.curves();
  assertEquals(lines.map(({ name, control }) => [name, control]), [
    ["a", false],
    ["control", true],
  ]);
  const { data, layout } = await evaluation.figure().plotly();
  const drawn = data.filter(({ mode }) => mode === "lines+markers");
  assertEquals(drawn.map(({ y }) => y), [[2, 4, 6], [0, 0, 0]]);
  assertStringIncludes(JSON.stringify(layout), "30 &#37;");
  const named = new Evaluation({
    ...recordOf({ a: [[1], [null], [3]] }, {
      axis: { ...AXIS, values: ["x", "y", "a/long/name"], scale: "points" },
    }),
  });
  const { data: [line], layout: other } = await named.figure().plotly();
  assertEquals(line!.y, [1, null, 3]);
  assertStringIncludes(JSON.stringify(other), '"a/long/name"');
});

Deno.test("figures for a paper are bare and as wide as its column", async () => {
  const scores = new Evaluation(recordOf({ a: [1, 3, 2], b: [0, 1, 0.5] }));
  const drawn = { bare: true, width: 400 };
  const figures = [
    evaluation.figure(drawn),
    evaluation.figure(undefined, drawn),
    evaluation.figure("loss", drawn),
    scores.figure(drawn),
    scores.barsFigure(undefined, "area", drawn),
    scores.pairedFigure("a", drawn),
  ];
  for (const figure of figures) {
    const svg = await figure.toSvg();
    assert(!svg.includes(`>${figure.title}<`));
    assert(!svg.includes("interval"));
    assert(Number(svg.match(/width="(\d+)"/)![1]) <= 400);
  }
  const [one, other] = figures;
  assertEquals(await one!.toSvg(), await other!.toSvg());
  assertEquals(evaluation.figure({ title: "Mine" }).title, "Mine");
  assertThrows(
    () => evaluation.figure({ bar: true } as never),
    TypeError,
    'did you mean "bare"?',
  );
});

Deno.test("bars are sorted by what is better, with their intervals", async () => {
  const rows = { a: [1, 3, 2], b: [0, 1, 0.5], control: [5, 6, 7] };
  for (const better of ["lower", "higher"] as const) {
    const measures = [{ name: "score", meaning: "score", better }];
    const result = new Evaluation(recordOf(rows, { measures }));
    const { data: [bars], layout } = await result.figure().plotly();
    const order = better === "lower"
      ? ["b", "a", "control*"]
      : ["control*", "a", "b"];
    assertStringIncludes(JSON.stringify(layout), JSON.stringify(order));
    assertEquals(
      (bars!.x as number[])[0],
      result.interval(order[0]!.replace("*", "")).mean,
    );
    assert("error_x" in bars!);
  }
});

Deno.test("text says options, areas, what is missing, notes, limits and version", () => {
  const text = new Evaluation({
    ...data,
    notes: ["A note."],
    missing: [{ method: "control" }],
  }).text;
  assertStringIncludes(text[0]!, "fill black · fractions [0.1,0.2]");
  assertStringIncludes(text[1]!, "lower is better: control 0 ");
  assertEquals(text.slice(2), [
    "a minus each other, loss, paired over 1: no interval, no p: control 4 (n = 1: no interval); better on 0 of 1.",
    "Of other processes 1 unit not finished: methods may have other images.",
    "A note.",
    "A limit.",
    "fullgrad 1, cpu.",
  ]);
});

Deno.test("text has one epoch of a training, and what the record has of others", () => {
  for (
    const [name, words] of [
      ["1 epochs", "tuned 1 epoch ·"],
      ["vgg9, 1 epochs", "tuned vgg9, 1 epoch ·"],
      ["11 epochs", "tuned 11 epochs ·"],
      ["0.1 epochs", "tuned 0.1 epochs ·"],
    ] as const
  ) {
    const settings = { tuned: name, seed: 1 };
    const result = new Evaluation(recordOf({ a: [1] }, { settings }));
    assertStringIncludes(result.text[0]!, words);
    assertEquals(result.data.settings, settings);
  }
});

Deno.test("what a notebook shows is a figure for every measure that judges, then the text", async () => {
  const measures = [
    { name: "one", meaning: "one", better: "higher" as const },
    { name: "raw", meaning: "raw" },
    { name: "<b>two</b>", meaning: "two", better: "lower" as const },
  ];
  const result = new Evaluation(
    recordOf({ a: [[1, 2], [3, 4], [5, 6]] }, { measures }),
  );
  const shown = (of: Evaluation) =>
    (of as unknown as Record<symbol, () => Promise<Bundle>>)[
      Symbol.for("Jupyter.display")
    ]!();
  const bundle = await shown(result);
  const html = String(bundle["text/html"]);
  assertEquals(html.split("data-state=").length - 1, 2);
  // The means, as a table.
  assertStringIncludes(html, "<table");
  assert(!html.includes("<b>two</b>"));
  assertStringIncludes(html, "A limit.");
  // Nothing finished: the text alone.
  const empty = new Evaluation(recordOf({ a: [[null], [null], [null]] }, {
    measures,
  }));
  const nothing = await shown(empty);
  assertEquals(String(nothing["text/html"]).includes("data-state="), false);
  assertThrows(() => empty.interval("a"), RangeError, "all are missing");
});

Deno.test("a record without a number says why: figures refuse with its notes, the text says none, or none yet", () => {
  const notes = ["image 1 has one part: it has no number."];
  const empty = { a: [[null], [null], [null]] };
  for (
    const [parts, text] of [
      [{ notes }, "Intervals: no numbers."],
      [{ notes, axis: AXIS }, "Intervals: no numbers."],
      [{ missing: [{ method: "a" }] }, "Intervals: no numbers yet."],
    ] as const
  ) {
    const blank = new Evaluation(recordOf(empty, parts));
    assertStringIncludes(blank.text[0]!, text);
    const refused = "notes" in parts
      ? /of "loss" as a method must have a number: all are missing\. image 1 has one part: it has no number$/
      : /of "loss" as a method must have a number: all are missing, and 1 unit not finished$/;
    for (const draw of [() => blank.figure(), () => blank.barsFigure()]) {
      const { message } = assertThrows(draw, RangeError);
      assertMatch(message, refused);
    }
  }
});

Deno.test("the record is JSON there and back, bit by bit", () => {
  const numbers = [0.1, -1 / 3, 5e-324, Math.fround(0.1), 1e300, null];
  const record = recordOf({ a: numbers });
  const again = Evaluation.from(JSON.stringify(new Evaluation(record)));
  assertEquals(again.data, record);
  assertEquals(Evaluation.from(record).data, record);
});

Deno.test("a text that is no record is refused with the field that is wrong", () => {
  const changes:
    readonly (readonly [(copy: EvaluationData) => unknown, string])[] = [
      [() => null, "the record must be an object"],
      [() => [], "the record must be an object"],
      [() => 3, "the record must be an object"],
      [(d) => ({ ...d, format: "fullgrad evaluation 0" }), "the record.format"],
      [
        (d) => ({ ...d, values: d.values.slice(1) }),
        "values must be a list of 24",
      ],
      [
        (d) => ({ ...d, values: ["1", ...d.values.slice(1)] }),
        "the record.values[0]",
      ],
      [(d) => ({ ...d, methods: [] }), "the record.methods"],
      [
        (d) => ({ ...d, methods: [d.methods[0], d.methods[0]] }),
        "every name once",
      ],
      [
        (d) => ({ ...d, measures: [{ name: 1 }] }),
        "the record.measures[0].name",
      ],
      [
        (d) => ({ ...d, measures: [{ ...d.measures[0], better: "best" }] }),
        'better must be "lower" or "higher"',
      ],
      [
        (d) => ({ ...d, axis: { ...d.axis, values: [0.1, "b", 0.5] } }),
        "numbers or of strings",
      ],
      [(d) => ({ ...d, axis: { ...d.axis, values: [] } }), "axis.values"],
      // Of such points there is no area, or one of another curve.
      ...[["a", "b", "c"], [0.1, 0.1, 0.5], [0.5, 0.2, 0.1]].map((values) =>
        [
          (d: EvaluationData) => ({ ...d, axis: { ...d.axis, values } }),
          "axis.values must be numbers that grow: current",
        ] as const
      ),
      ...[[0, 0.1, 0.5], [-1, 0.1, 0.5], ["a", "b", "c"]].map((values) =>
        [
          (d: EvaluationData) => ({
            ...d,
            axis: { ...d.axis, values, scale: "log" },
          }),
          "axis.values must be numbers that grow and are positive",
        ] as const
      ),
      [(d) => ({ ...d, repeats: { count: 1e99, name: "" } }), "repeats.count"],
      [(d) => ({ ...d, repeats: { count: -2, name: "" } }), "repeats.count"],
      [(d) => ({ ...d, settings: "none" }), "the record.settings"],
      [
        (d) => ({ ...d, settings: { deep: nested(20_000) } }),
        "the record.settings.deep",
      ],
      [(d) => ({ ...d, limits: [3] }), "the record.limits[0]"],
      [(d) => ({ ...d, missing: [{ a: [] }] }), "the record.missing[0].a"],
      [(d) => ({ ...d, provenance: undefined }), "the record.provenance"],
      [(d) => ({ ...d, examples: [["AAAA"]] }), "examples"],
      [
        (d) => ({
          ...d,
          panels: { columns: ["x"], pictures: [], height: 1, width: 1 },
          examples: [["AAAA"], ["AA!"]],
        }),
        "examples must be maps of 0 bytes",
      ],
      [(d) => Object.setPrototypeOf(d, { format: "x" }), "the record"],
    ];
  for (const [change, words] of changes) {
    const changed = change(structuredClone(data)) as object;
    const text = words.endsWith(".deep") ? "" : JSON.stringify(changed);
    if (
      text !== "" &&
      changed !== null && Object.getPrototypeOf(changed) === Object.prototype
    ) {
      assertThrows(() => Evaluation.from(text), SyntaxError, words);
    }
    assertThrows(() => Evaluation.from(changed), SyntaxError, words);
  }
  assertThrows(() => Evaluation.from("{"), SyntaxError, "must be JSON");
});

/** A list in a list in a list … */
function nested(depth: number): unknown {
  let value: unknown = [];
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}

Deno.test("table and CSV have a row an observation, a column a measure, and no row without a number", () => {
  const { columns, rows } = evaluation.table();
  assertEquals(columns.map(({ name }) => name), [
    "method",
    "control",
    "fraction",
    "image",
    "image_name",
    "run",
    "loss",
  ]);
  assertEquals(rows.length, 24 - 3);
  assertEquals(rows[5], ["a", false, 0.3, 1, "image 1", 2, 5]);
  const csv = evaluation.toCsv();
  assert(csv.startsWith("\ufeffmethod,control,fraction,"));
  const parsed = parse(csv, { bom: true, columns: true }) as object[];
  assertEquals(
    parsed.map((row) => Object.values(row)),
    rows.map((row) => row.map(String)),
  );
});

Deno.test("text of a CSV that a spreadsheet would calculate gets an apostrophe, numbers stay numbers", () => {
  const names = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    "a=b",
    "'quoted",
  ];
  const record = recordOf(
    Object.fromEntries(names.map((name) => [name, [-0.5]])),
    { measures: [{ name: "=loss", meaning: "" }] },
  );
  const read = (csv: string) =>
    (parse(csv, { bom: true }) as string[][]).map((row) => [
      row[0],
      row.at(-1),
    ]);
  const result = new Evaluation(record);
  const [header, ...rows] = read(result.toCsv());
  assertEquals(header, ["method", "'=loss"]);
  assertEquals(
    rows,
    names.map((name, i) => [i < 7 ? `'${name}` : name, "-0.5"]),
  );
  assertEquals(
    read(result.toCsv({ escapeFormulas: false })).slice(1),
    names.map((name) => [name, "-0.5"]),
  );
});

Deno.test("maps that were kept are a row a method and a column a step, in their own range", async () => {
  const record = recordOf({ a: [1, 2], control: [3, 4] }, {
    panels: {
      columns: ["original", "conv1"],
      pictures: [0, 1].map((i) => ({
        name: `picture ${i}`,
        rgb: new Uint8Array(12).fill(i).toBase64(),
        captions: ["boat", "fish"],
      })),
      height: 2,
      width: 2,
    },
    examples: [
      [encodeFloats(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8)), null],
      [null, encodeFloats(new Float32Array(8).fill(0.5))],
    ],
  });
  const result = Evaluation.from(JSON.stringify(record));
  const figure = result.mapsFigure(1);
  assertStringIncludes(String(figure), "maps of picture 1");
  assertStringIncludes(String(figure), "boat");
  assertStringIncludes(String(figure), "missing");
  const { data } = await figure.plotly();
  const maps = data.filter(({ type }) => type === "heatmap");
  assertEquals(maps.length, 4);
  assertEquals(maps[0]!.z, [[5, 6], [7, 8]]);
  const one = result.mapsFigure(0, {
    methods: ["control"],
    columns: ["conv1"],
    title: "Mine",
  });
  assertEquals(one.title, "Mine");
  const { data: shown } = await one.plotly();
  assertEquals(shown.filter(({ type }) => type === "heatmap").length, 1);
  assertThrows(
    () => result.mapsFigure(0, { columns: ["conv2"] }),
    RangeError,
    "columns must be some of original, conv1: current value is conv2",
  );
  assertThrows(() => result.mapsFigure(2), RangeError, "one of the 2");
  assertThrows(() => evaluation.mapsFigure(), RangeError, "one of the 0");
});

Deno.test("of maps of many steps those stand side by side that fit, both ends among them", () => {
  const columns = Array.from({ length: 20 }, (_, i) => `step ${i}.`);
  const map = encodeFloats(new Float32Array(4));
  const record = recordOf({ a: [1] }, {
    panels: {
      columns,
      pictures: [{ name: "one", rgb: new Uint8Array(12).toBase64() }],
      height: 2,
      width: 2,
    },
    examples: [columns.map(() => map)],
  });
  const result = new Evaluation(record);
  const text = (width: number) => String(result.mapsFigure(0, { width }));
  assertStringIncludes(text(920), "of 20 columns");
  assert(result.figure("loss", { title: "Mine" }).title === "Mine");
  assertStringIncludes(text(320), "2 of 20 columns");
});

Deno.test("of kept maps only those are decoded that are shown", () => {
  const columns = Array.from({ length: 20 }, (_, i) => `step ${i}.`);
  const map = encodeFloats(new Float32Array(4));
  const read: number[] = [];
  const examples = [0, 1].map((method) =>
    new Proxy(columns.map(() => map), {
      get: (maps, key) => {
        if (typeof key === "string" && Number(key) >= 0) {
          read.push(20 * method + Number(key));
        }
        return Reflect.get(maps, key);
      },
    })
  );
  const result = new Evaluation(recordOf({ a: [1], b: [2] }, {
    panels: {
      columns,
      pictures: [{ name: "one", rgb: new Uint8Array(12).toBase64() }],
      height: 2,
      width: 2,
    },
    examples,
  }));
  result.mapsFigure(0, { methods: ["b"], columns: ["step 3.", "step 1."] });
  assertEquals(read.splice(0), [23, 21]);
  result.mapsFigure(0, { width: 320 });
  assertEquals(read, [0, 19, 20, 39]);
});

Deno.test("means are of what is there", () => {
  const rows = [[1, null], [null, null], [3, 5]];
  const result = new Evaluation(recordOf({ a: rows }, { repeats: runs }));
  assertEquals(result.values("a"), [[1, null, 4]]);
  assertAlmostEquals(result.interval("a").mean, 2.5);
  assertEquals(result.interval("a").n, 2);
});

Deno.test("a point of the axis is read without the others", () => {
  const [points, images, repeats] = [40, 3, 2];
  for (const name of ["order", "run"]) {
    const values = Array.from(
      { length: points },
      (_, i) => Array.from({ length: images }, (_, k) => [i + k, i - k]),
    );
    const record = recordOf({ a: values, b: values }, {
      axis: { ...AXIS, values: Array.from({ length: points }, (_, i) => i) },
      repeats: { count: repeats, name },
    });
    let read = 0;
    const slice = (from: number, to: number) => {
      read += to - from;
      return record.values.slice(from, to);
    };
    const result = new Evaluation({
      ...record,
      values: Object.assign([...record.values], { slice }),
    });
    const numbers = points * images * repeats;
    const [curve] = result.curves();
    assertEquals(read, 2 * numbers);
    assertEquals(curve!.y, Array.from({ length: points }, (_, i) => i));
    read = 0;
    assertEquals(result.intervals("a").length, points);
    assertEquals(read, numbers);
    read = 0;
    result.interval("a", "loss", { at: 7 });
    assertEquals(read, numbers / points);
  }
});
