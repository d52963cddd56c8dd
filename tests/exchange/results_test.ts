/** Every result is saved and read back bit by bit, and nothing else is read. */
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  BiasGradients,
  biasGradients,
  ClassShares,
  classShares,
  compareMeasures,
  compareMethods,
  DataTable,
  Evaluation,
  fullGrad,
  FullGradients,
  fullGradients,
  gradCam,
  inputGradient,
  integratedGradients,
  loadResult,
  MeasureComparison,
  MethodMaps,
  pixelPerturbation,
  predict,
  Predictions,
  type Result,
  SaliencyMap,
  saveResult,
  startBackend,
  toNpz,
} from "fullgrad";
import { MEASURES } from "fullgrad/evaluation";
import { type EpochRecord, TrainingHistory } from "fullgrad/training";
import { unzip } from "../../lib/files/mod.ts";
import { toImages } from "../../lib/image/mod.ts";
import { asModel } from "../../lib/model/mod.ts";
import { convBnNet, noiseBatch } from "../aggregation/networks/mod.ts";

await startBackend("fullgrad-wasm");
const model = asModel(convBnNet({ head: "softmax" }), {
  classNames: ["ä", "b,", '"c"', "=d"],
});
const batch = noiseBatch(2);
const epoch: EpochRecord = { loss: 1, accuracy: 0.5, rate: 0.1, seconds: 2 };

/** A class, and a result of it. */
const RESULTS: readonly (readonly [
  // deno-lint-ignore no-explicit-any
  Class: abstract new (...args: any[]) => Result,
  result: Result,
])[] = [
  [SaliencyMap, await fullGrad(model, batch, { target: [1, 3] })],
  [SaliencyMap, await gradCam(model, batch, { rectify: false })],
  [SaliencyMap, await integratedGradients(model, batch, { steps: 2 })],
  [BiasGradients, await biasGradients(model, batch)],
  [FullGradients, await fullGradients(model, batch, { target: [1, 3] })],
  [ClassShares, await classShares(model, batch)],
  [Predictions, await predict(model, batch)],
  [
    Evaluation,
    await pixelPerturbation(model, batch, {
      methods: { a: inputGradient },
      fractions: [0.1, 0.5],
      fill: "mean",
      repeats: 1,
    }),
  ],
  [
    MeasureComparison,
    await compareMeasures(model, batch, {
      methods: { a: inputGradient, b: fullGrad },
      measures: { complexity: MEASURES.complexity },
    }),
  ],
  [
    MethodMaps,
    new MethodMaps(
      (await compareMethods(model, batch, {
        methods: { "../a": fullGrad, "a b": inputGradient, "A_b": gradCam },
      })).maps,
      ["Two are the same.", "ä"],
    ),
  ],
  [
    TrainingHistory,
    new TrainingHistory({
      model: "m",
      dataset: "d",
      images: 3,
      epochs: [epoch, { ...epoch, validationLoss: 2, validationAccuracy: 0 }],
      weightsOf: 1,
      end: "epochs",
      settings: {} as TrainingHistory["data"]["settings"],
      backend: "cpu",
    }),
  ],
  [
    DataTable,
    new DataTable({
      columns: [{ name: "a", meaning: "b" }],
      rows: [[-0], [NaN], [-Infinity], ["=1+1"], [null], [true], [0.1]],
    }),
  ],
];

for (const [i, [Class, result]] of RESULTS.entries()) {
  Deno.test(`${Class.name} ${i} is the same once it was saved and read, and draws itself`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      for (const ending of ["npz", "json"]) {
        const path = `${folder}/ä b/result.${ending}`;
        await saveResult(result, path, { model });
        const again = await loadResult(path);
        assert(again instanceof Class);
        // Of numbers, every bit: −0 and NaN too.
        assertEquals(again.toJSON(), JSON.parse(JSON.stringify(result)));
        if ("data" in again && "data" in result) {
          assertEquals(again.data, withoutUndefined(result.data));
        }
        assertEquals(
          "notes" in again && again.notes,
          "notes" in result && result.notes,
        );
        assertEquals(again.toCsv(), result.toCsv());
        assertEquals(String(again), String(result));
        assertEquals(
          "citations" in again && again.citations(),
          "citations" in result && result.citations(),
        );
        const display = Symbol.for("Jupyter.display") as never;
        const drawn = await (again[display] as () => Promise<
          Readonly<Record<string, string>>
        >)();
        assert(drawn["text/html"]!.length > 100);
      }
      const names: string[] = [];
      for await (const { name } of Deno.readDir(`${folder}/ä b`)) {
        names.push(name);
      }
      assertEquals(names.sort(), ["result.json", "result.npz"]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });

  Deno.test(`${Class.name} ${i} has a row for every observation, and CSV of them`, () => {
    const csv = result.toCsv();
    const { columns, rows } = result instanceof DataTable
      ? result
      : result.table();
    assertEquals(csv.match(/\r\n/g)!.length, rows.length + 1);
    assert(rows.length > 0);
    assert(columns.every(({ name, meaning }) => name !== "" && meaning !== ""));
  });
}

Deno.test("the same result is the same bytes, whatever the hour", async () => {
  const [[, map]] = RESULTS as [typeof RESULTS[0]];
  assertEquals(await toNpz(map), await toNpz(map));
});

Deno.test("the manifest tells one network from another of its name", async () => {
  const [[, map]] = RESULTS as [typeof RESULTS[0]];
  const manifestOf = async (options: Parameters<typeof toNpz>[1]) => {
    const files = unzip(await toNpz(map, options), {
      isWanted: (name) => name === "manifest.json",
      growth: 1,
    });
    return JSON.parse(new TextDecoder().decode(files.get("manifest.json")!));
  };
  const other = asModel(convBnNet({ head: "softmax" }), { name: model.name });
  const [own, others, none] = [
    await manifestOf({ model }),
    await manifestOf({ model: other }),
    await manifestOf({}),
  ];
  assertEquals(own.model.name, others.model.name);
  assertEquals(own.model.sha256.length, 64);
  assertEquals(own.model.sha256, (await manifestOf({ model })).model.sha256);
  assertEquals(none.model, undefined);
  assertEquals(own.library, { name: "fullgrad", version: "0.1.0" });
  assertEquals(own.arrays.values, { dtype: "<f4", shape: [2, 12, 9] });
  assertEquals(own.arrays["images.rgb"].shape, [2, 12, 9, 3]);
  assertEquals(own.record.target.classes, [1, 3]);
  assertEquals(own.record.method, "FullGrad");
});

Deno.test("wherever a bit of a file is wrong, it is refused", async () => {
  const [[, map]] = RESULTS as [typeof RESULTS[0]];
  const bytes = await toNpz(map);
  const right = JSON.stringify(map);
  let refused = 0;
  let tried = 0;
  for (let at = 0; at < bytes.length; at += 97) {
    const changed = bytes.slice();
    changed[at]! ^= 1 << (at % 8);
    tried++;
    try {
      // Of a zip archive, times and such do not matter.
      assertEquals(JSON.stringify(await loadResult(changed)), right);
    } catch (error) {
      assert(error instanceof SyntaxError, `${at}: ${error}`);
      assertStringIncludes(error.message, "Cannot read");
      refused++;
    }
  }
  assert(refused > 0.9 * tried, `${refused} of ${tried}`);
  for (let length = 0; length < bytes.length; length += 501) {
    await assertRejects(
      () => loadResult(bytes.slice(0, length)),
      SyntaxError,
      "Cannot read the result",
    );
  }
});

Deno.test("what is no result is refused, in words", async () => {
  const text = (value: string) => new TextEncoder().encode(value);
  for (
    const [bytes, message] of [
      [text("P"), "must be an archive or JSON as saveResult() writes it"],
      [text("[]"), "it must be a record"],
      [text("{}"), 'its format must be one of "fullgrad saliency map 1"'],
      [text('{"format":"fullgrad table 1"}'), "columns must be a list"],
      [text("PK and so on"), "it must be a zip archive"],
    ] as const
  ) await assertRejects(() => loadResult(bytes), SyntaxError, message);
  const others: readonly unknown[] = [
    ...[{}, undefined, null, 1, "a", [], new Date(0), new URL("file:///a")],
    ...[{ toJSON: () => ({}) }, { toJSON: () => ({ format: "other" }) }],
    ...[await toImages(batch, model), model],
  ];
  for (const other of others) {
    for (const ending of ["npz", "json"]) {
      await assertRejects(
        () => saveResult(other as Result, `a.${ending}`),
        TypeError,
        "it must be a result of this package, such as a SaliencyMap",
      );
    }
  }
  await assertRejects(
    () => saveResult(RESULTS[0]![1], "https://a.b/c.npz"),
    TypeError,
    "its path must be one of this computer",
  );
});

Deno.test("a file that cannot be written, or ends otherwise, is refused by its name", async () => {
  const map = RESULTS[0]![1];
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/there.npz`);
  await Deno.writeTextFile(`${folder}/file`, "");
  for (const name of ["map.png", "map", "map.npz.gz", "json"]) {
    await assertRejects(
      () => saveResult(map, `${folder}/${name}`),
      RangeError,
      `must end in .npz or .json: current value is "${folder}/${name}"`,
    );
  }
  await assertRejects(
    () => saveResult(map, `${folder}/there.npz`),
    Error,
    `Cannot save the result as ${folder}/there.npz must be a file: current one is a folder`,
  );
  for (const ending of ["npz", "json"]) {
    await assertRejects(
      () => saveResult(map, `${folder}/file/map.${ending}`),
      Error,
      `Cannot save the result in ${folder}/file/map.${ending}: `,
    );
  }
  // A disk that is always full.
  if (Deno.build.os === "linux") {
    const { promises } = await import("node:fs");
    const { open } = promises;
    try {
      promises.open = (() => open("/dev/full", "w")) as typeof open;
      await assertRejects(
        () => saveResult(map, `${folder}/full.json`),
        Error,
        `Cannot save the result in ${folder}/full.json: ENOSPC`,
      );
    } finally {
      promises.open = open;
    }
  }
  assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), [
    "file",
    "there.npz",
  ]);
  await saveResult(map, `${folder}/MAP.JSON`);
  assertStringIncludes(await Deno.readTextFile(`${folder}/MAP.JSON`), "{");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a result that is saved as JSON makes no archive, and hashes no network", async () => {
  const folder = await Deno.makeTempDir();
  const hashed: number[] = [];
  const { subtle } = crypto;
  const { digest } = subtle;
  subtle.digest = (...args: Parameters<typeof digest>) => {
    hashed.push(1);
    return digest.apply(subtle, args);
  };
  try {
    const own = () => asModel(convBnNet({ head: "softmax" }));
    await saveResult(RESULTS[0]![1], `${folder}/a.json`, { model: own() });
    assertEquals(hashed.length, 0);
    await saveResult(RESULTS[0]![1], `${folder}/a.npz`, { model: own() });
    assert(hashed.length > 0);
  } finally {
    subtle.digest = digest;
  }
  await assertRejects(
    () => saveResult(RESULTS[0]![1], `${folder}/a.json`, { x: 1 } as never),
    TypeError,
  );
  await Deno.remove(folder, { recursive: true });
});

/** As JSON has it: without fields that are undefined. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== "object" || value === null) return value;
  if (ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([, part]) => part !== undefined)
      .map(([name, part]) => [name, withoutUndefined(part)]),
  );
}

Deno.test("text that is not JSON is refused by every class, in words of ours", () => {
  const classes = [
    BiasGradients,
    ClassShares,
    DataTable,
    Evaluation,
    FullGradients,
    MeasureComparison,
    MethodMaps,
    Predictions,
    SaliencyMap,
    TrainingHistory,
  ];
  for (const { from, name } of classes) {
    for (const text of ["", "{", "no JSON", "\ufeff"]) {
      const { message } = assertThrows(() => from(text), SyntaxError);
      assert(
        /^Cannot read .* must be JSON/.test(message),
        `${name}: ${message}`,
      );
    }
  }
});
