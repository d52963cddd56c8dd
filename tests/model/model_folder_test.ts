/** What a folder holds, and what the files in it say of the model. */
import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { startBackend } from "../../lib/backend/mod.ts";
import { loadModel, type Model } from "../../lib/model/mod.ts";
import { convBnNet } from "../aggregation/networks/mod.ts";
import { classifier } from "./graph_model/draft.ts";
import { Draft } from "./onnx/draft.ts";
import { savedModel, withFolder, writeModel } from "./saved_model.ts";

await startBackend("fullgrad-wasm");

type Files = Readonly<Record<string, unknown>>;

/** Writes files, loads the folder, and hands the model to `use`. */
function withLoaded(
  files: Files,
  use: (model: Model) => void = () => {},
): Promise<void> {
  return withFolder(async (folder) => {
    for (const [path, content] of Object.entries(files)) {
      await Deno.mkdir(join(folder, path, ".."), { recursive: true });
      await (content instanceof Uint8Array
        ? Deno.writeFile(join(folder, path), content)
        : Deno.writeTextFile(join(folder, path), JSON.stringify(content)));
    }
    const model = await loadModel(folder);
    try {
      use(model);
    } finally {
      model.dispose();
    }
  });
}

/** An ONNX file of three classes; a length of 0 leaves an axis open. */
function onnxFile(shape = [1, 3, 6, 6]): Uint8Array {
  const draft = new Draft(1, shape);
  const conv = draft.node("Conv", ["image", draft.weight([3, 3, 1, 1])]);
  return draft.file(draft.node("GlobalAveragePool", [conv]));
}

const PROCESSOR = {
  do_resize: true,
  size: { shortest_edge: 8 },
  resample: 3,
  do_center_crop: true,
  crop_size: { height: 6, width: 6 },
  do_rescale: true,
  rescale_factor: 0.01,
  do_normalize: true,
  image_mean: [0.1, 0.2, 0.3],
  image_std: [0.4, 0.5, 0.6],
};

const LABELS = { id2label: { 0: "cat", 2: "owl", 1: "dog" } };

Deno.test("a folder with one file is that model", async () => {
  await withLoaded({ "net.onnx": onnxFile() }, (model) => {
    assertEquals(model.inputShape, [6, 6, 3]);
    assertEquals(model.name, "net");
    assertEquals(model.preprocessing, undefined);
  });
  const { json, weights } = classifier();
  const files = { "emotion.json": json, "weights.bin": weights };
  await withLoaded(files, ({ name }) => assertEquals(name, "emotion"));
});

Deno.test("where several files could be meant, they are named", async () => {
  await assertRejects(
    () => withLoaded({ "a.onnx": onnxFile(), "b.onnx": onnxFile() }),
    RangeError,
    "it holds a.onnx, b.onnx; give the path of one",
  );
  const { json, weights } = classifier();
  await assertRejects(
    () =>
      withLoaded({
        "model.json": json,
        "weights.bin": weights,
        "net.onnx": onnxFile(),
      }),
    RangeError,
    "it holds model.json, net.onnx; give the path of one",
  );
});

Deno.test("a folder of Teachable Machine has labels, and images in [-1, 1]", () =>
  withFolder(async (folder) => {
    await writeModel(
      await savedModel(convBnNet({ height: 6, width: 6 })),
      folder,
    );
    const plain = await loadModel(folder);
    const classes = plain.graph.nodes[plain.graph.output]!.shape.at(-1)!;
    const [, , channels] = plain.inputShape;
    plain.dispose();
    const labels = Array.from({ length: classes }, (_, i) => `label ${i}`);
    const write = (metadata: unknown) =>
      Deno.writeTextFile(
        join(folder, "metadata.json"),
        JSON.stringify(metadata),
      );
    await write({
      labels,
      imageSize: 6,
      modelName: "poses of a cat",
      grayscale: channels === 1,
    });
    const model = await loadModel(folder);
    assertEquals(model.classNames, labels);
    assertEquals(model.name, "poses of a cat");
    const { scale, mean, std, fit } = model.preprocessing!;
    assertEquals(fit, "crop");
    for (const [pixel, value] of [[0, -1], [255, 1], [127.5, 0]] as const) {
      assertAlmostEquals((pixel * scale - mean[0]!) / std[0]!, value, 1e-9);
    }
    model.dispose();
    const named = await loadModel(folder, { name: "mine" });
    assertEquals(named.name, "mine");
    named.dispose();
    await Deno.writeTextFile(join(folder, "metadata.json"), "{");
    await assertRejects(() => loadModel(folder), SyntaxError, "metadata.json");
  }));

Deno.test("a repository of Hugging Face has labels and preprocessing", async () => {
  const files = {
    "config.json": LABELS,
    "preprocessor_config.json": PROCESSOR,
    "model.safetensors": new Uint8Array(9),
    "onnx/model.onnx": onnxFile([1, 3, 0, 0]),
    "onnx/model_quantized.onnx": new Uint8Array(9),
  };
  await withLoaded(files, (model) => {
    assertEquals(model.classNames, ["cat", "dog", "owl"]);
    assertEquals(model.inputShape, [6, 6, 3]);
    assertEquals(model.preprocessing, {
      scale: 0.01,
      mean: [0.1, 0.2, 0.3],
      std: [0.4, 0.5, 0.6],
      channelOrder: "rgb",
      fit: "crop",
      resize: 8,
      cropOffset: "floor",
      interpolation: "bicubic",
    });
  });
});

Deno.test("a text beside a model names its classes, a line each", async () => {
  const lists: readonly (readonly [
    files: Readonly<Record<string, string>>,
    names: readonly string[] | undefined,
  ])[] = [
    [{ "classes.txt": "cat\ndog\nowl\n" }, ["cat", "dog", "owl"]],
    [{ "my_labels.TXT": "cat\r\n dog \r\n\r\nowl" }, ["cat", "dog", "owl"]],
    [{ "labels.txt": "0 cat\n1 dog\n2 2 owls" }, ["cat", "dog", "2 owls"]],
    [{ "labels.txt": "1 cat\n1 dog\n2 owl" }, ["1 cat", "1 dog", "2 owl"]],
    [
      { "synset.txt": "n01440764 cat\nn01443537 dog\nn01484850 owl" },
      ["cat", "dog", "owl"],
    ],
    [{ "labels.txt": "2 cat\n0 dog\n1 owl" }, ["dog", "owl", "cat"]],
    [{ "labels.txt": "2 cat\n1 dog\n3 owl" }, ["2 cat", "1 dog", "3 owl"]],
    [{ "classes #1.txt": "a\nb\nc", "classes ": "no" }, ["a", "b", "c"]],
    [{ "labels 100%.txt": "a\nb\nc" }, ["a", "b", "c"]],
    [{ "labels?.txt": "a\nb\nc" }, ["a", "b", "c"]],
    [{ "http:127.0.0.1:1\\labels.txt": "a\nb\nc" }, ["a", "b", "c"]],
    [{ "labels.txt": "\ufeffa\nb\nc" }, ["a", "b", "c"]],
    [{ "classes.txt": "a\nb\nc", "labels.txt": "0 a\n1 b\n2 c" }, [
      "a",
      "b",
      "c",
    ]],
    [{ "classes.txt": "a\nb", "labels.txt": "d\ne\nf" }, ["d", "e", "f"]],
    [{ "class_weights.txt": "1\n2\n3" }, undefined],
    [{ "classifier_license.txt": "a\nb\nc" }, undefined],
    [{ "requirements.txt": "a\nb\nc" }, undefined],
    [{ "data/classes.txt": "a\nb\nc" }, undefined],
  ];
  for (const [texts, names] of lists) {
    const files = Object.entries(texts).map(([path, text]) =>
      [path, new TextEncoder().encode(text)] as const
    );
    await withLoaded(
      { "net.onnx": onnxFile(), ...Object.fromEntries(files) },
      (model) => {
        assertEquals(model.classNames, names, Object.keys(texts).join());
        assertEquals(model.notes, []);
      },
    );
  }
});

Deno.test("a list of names in UTF-16 is read as one", async () => {
  for (const isLittle of [true, false]) {
    const text = "\ufeffKätzchen\nhund\nowl";
    const bytes = new DataView(new ArrayBuffer(2 * text.length));
    [...text].forEach((char, i) =>
      bytes.setUint16(2 * i, char.charCodeAt(0), isLittle)
    );
    await withLoaded(
      {
        "net.onnx": onnxFile(),
        "classes.txt": new Uint8Array(bytes.buffer),
      },
      ({ classNames }) => assertEquals(classNames, ["Kätzchen", "hund", "owl"]),
    );
  }
});

Deno.test("lists that name no classes are left out with a note", async () => {
  const [four, three] = ["background\ncat\ndog\nowl", "cat\ndog\nowl"];
  const cases: readonly (readonly [Record<string, string>, string])[] = [
    [
      { "classes.txt": four },
      "The classes have no names: of the lists beside the model classes.txt has 4, the model 3 classes.",
    ],
    [
      { "classes.txt": three, "labels.txt": "a\nb\nc", "synset.txt": four },
      "The classes have no names: of the lists beside the model classes.txt has 3, labels.txt has 3, which are not the same.",
    ],
  ];
  for (const [texts, note] of cases) {
    const files = Object.entries(texts).map(([path, text]) =>
      [path, new TextEncoder().encode(text)] as const
    );
    await withLoaded(
      { "net.onnx": onnxFile(), ...Object.fromEntries(files) },
      ({ classNames, notes }) => {
        assertEquals(classNames, undefined);
        assertEquals(notes, [note]);
      },
    );
  }
});

Deno.test("names in JSON, and names that are given, come before a list", () =>
  withFolder(async (folder) => {
    await Deno.writeFile(join(folder, "net.onnx"), onnxFile());
    await Deno.writeTextFile(join(folder, "classes.txt"), "a\nb\nc");
    const classNames = ["one", "two", "three"];
    const given = await loadModel(folder, { classNames });
    assertEquals(given.classNames, classNames);
    given.dispose();
    await Deno.writeTextFile(
      join(folder, "config.json"),
      JSON.stringify(LABELS),
    );
    const labeled = await loadModel(folder);
    assertEquals(labeled.classNames, ["cat", "dog", "owl"]);
    labeled.dispose();
  }));

/** Changes of the preprocessor, and what it is then; nothing where unclear. */
const PROCESSORS: Readonly<
  Record<string, readonly [Files, Files | undefined]>
> = {
  "a size is filled": [
    { do_center_crop: false, size: { height: 6, width: 6 } },
    { fit: "stretch", resize: undefined },
  ],
  "a number is a size": [
    { do_center_crop: false, size: 6 },
    { fit: "stretch" },
  ],
  "a square is filled and cropped": [
    { size: { height: 9, width: 9 } },
    { fit: "stretch", resize: 9 },
  ],
  "a part is kept": [
    {
      do_center_crop: undefined,
      size: { shortest_edge: 6 },
      crop_pct: 0.875,
    },
    { fit: "crop", resize: 6 },
  ],
  "bytes are not rescaled": [{ do_rescale: false }, { scale: 1 }],
  "older files say no factor": [
    { do_rescale: undefined, rescale_factor: undefined },
    { scale: 1 / 255 },
  ],
  "nothing is normalized": [
    { do_normalize: false },
    { mean: [0, 0, 0], std: [1, 1, 1] },
  ],
  "blue comes first": [
    { do_flip_channel_order: true },
    { channelOrder: "bgr" },
  ],
  "a filter of Pillow": [{ resample: 1 }, { interpolation: "lanczos" }],
  "another way to resample": [{ resample: 9 }, undefined],
  "a processor that is not known": [
    { image_processor_type: "NewImageProcessor" },
    undefined,
  ],
  "pictures are not resized": [{ do_resize: false }, undefined],
  "no mean": [{ image_mean: undefined }, undefined],
  "a mean that is none": [{ image_mean: [1, 2] }, undefined],
  "a size that is none": [{ size: { shortest_edge: -1 } }, undefined],
};

for (const [name, [changes, expected]] of Object.entries(PROCESSORS)) {
  Deno.test(`preprocessing of Hugging Face: ${name}`, () =>
    withLoaded({
      "preprocessor_config.json": { ...PROCESSOR, ...changes },
      "onnx/model.onnx": onnxFile(),
    }, ({ preprocessing }) => {
      if (expected === undefined) return assertEquals(preprocessing, undefined);
      for (const [key, value] of Object.entries(expected)) {
        assertEquals(preprocessing![key as keyof typeof preprocessing], value);
      }
    }));
}
