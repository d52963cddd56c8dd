/** Models that are given as bytes and lists of files, as a page is given them. */
import { assertEquals, assertRejects } from "@std/assert";
import { startBackend } from "../../lib/backend/mod.ts";
import { fullGradients } from "../../lib/decomposition/mod.ts";
import { loadModel, type ModelSource } from "../../lib/model/mod.ts";
import { classifier } from "./graph_model/draft.ts";
import { Draft } from "./onnx/draft.ts";

await startBackend("fullgrad-wasm");

const FOLDER = new URL("../../data/shapes_vgg9/", import.meta.url);

/** A file of the embedded model, chosen as one of a folder or alone. */
async function fileOf(name: string, folder?: string): Promise<File> {
  const file = new File([await Deno.readFile(new URL(name, FOLDER))], name);
  return folder === undefined
    ? file
    : Object.assign(file, { webkitRelativePath: `${folder}/${name}` });
}

/** Name, shape and one logit of a model. */
async function loaded(source: ModelSource) {
  const model = await loadModel(source);
  const [height, width, channels] = model.inputShape as [number, number, 3];
  const values = Float32Array.from(
    { length: height * width * channels },
    (_, i) => Math.sin(i),
  );
  const { completeness } = await fullGradients(model, {
    data: values,
    shape: [height, width, channels],
  }, { target: 0 });
  model.dispose();
  return { name: model.name, output: completeness[0]!.output };
}

function onnxFile(): Uint8Array<ArrayBuffer> {
  const draft = new Draft(1, [1, 3, 6, 6]);
  const conv = draft.node("Conv", ["image", draft.weight([3, 3, 1, 1])]);
  return draft.file(
    draft.node("GlobalAveragePool", [conv]),
  ) as Uint8Array<ArrayBuffer>;
}

Deno.test("the files of a folder are its model, by name or by path", async () => {
  const wanted = await loaded("shapes_vgg9");
  for (const folder of [undefined, "my folder"]) {
    const files = await Promise.all(
      ["weights.bin", "model.json"].map((name) => fileOf(name, folder)),
    );
    assertEquals(await loaded(files), wanted);
  }
  assertEquals(wanted, await loaded(new URL("model.json", FOLDER)));
});

Deno.test("bytes, a Blob and a File are a model's one file", async () => {
  const bytes = onnxFile();
  const { output } = await loaded(bytes);
  assertEquals(await loaded(bytes.buffer), { name: "network", output });
  assertEquals(await loaded(new Blob([bytes])), { name: "network", output });
  const file = new File([bytes], "a % net#1.onnx");
  assertEquals(await loaded(file), { name: "a % net#1", output });
  assertEquals(await loaded([file]), { name: "a % net#1", output });
});

Deno.test("labels are read from the files beside the model", async () => {
  const config = JSON.stringify({ id2label: { 0: "cat", 1: "dog", 2: "owl" } });
  const model = await loadModel([
    new File([config], "config.json"),
    Object.assign(new File([onnxFile()], "model.onnx"), {
      webkitRelativePath: "repository/onnx/model.onnx",
    }),
  ]);
  assertEquals(model.classNames, ["cat", "dog", "owl"]);
  model.dispose();
});

Deno.test("a file that is not given is named, and those that are", async () => {
  const { message } = await assertRejects(
    async () => await loadModel([await fileOf("model.json")]),
    Error,
    "weights.bin",
  );
  assertEquals(
    message.endsWith("one of the files that were given: they are model.json"),
    true,
    message,
  );
  const climbing = JSON.stringify(classifier().json)
    .replace('"weights.bin"', '"../weights.bin"');
  await assertRejects(
    () => loadModel([new File([climbing], "model.json")]),
    SyntaxError,
    'without ".."',
  );
  await assertRejects(
    () => loadModel([new File([], "notes.txt"), new File([], "photo.jpg")]),
    Error,
    "the list of files must hold a model.json",
  );
  await assertRejects(() => loadModel([]), TypeError, "its source must be");
  await assertRejects(
    () => loadModel(["model.json"] as never),
    TypeError,
    "its source must be",
  );
});

Deno.test("a given file is read up to the limit", async () => {
  const file = await fileOf("model.json");
  await assertRejects(
    () => loadModel(file, { byteLimit: 100 }),
    RangeError,
    "byteLimit",
  );
});

/** The byte order mark that editors of Windows write. */
const MARK = "\ufeff";

Deno.test("every file of JSON may begin with a byte order mark", async () => {
  const text = await (await fileOf("model.json")).text();
  const marked = new File([MARK + text], "model.json");
  const weights = await fileOf("weights.bin");
  assertEquals(await loaded([marked, weights]), await loaded("shapes_vgg9"));
  const config = JSON.stringify({ id2label: { 0: "cat", 1: "dog", 2: "owl" } });
  const preprocessor = JSON.stringify({
    image_mean: [0.5, 0.5, 0.5],
    image_std: [0.25, 0.25, 0.25],
  });
  const labeled = await loadModel([
    new File([MARK + config], "config.json"),
    new File([MARK + preprocessor], "preprocessor_config.json"),
    new File([onnxFile()], "model.onnx"),
  ]);
  assertEquals(labeled.classNames, ["cat", "dog", "owl"]);
  labeled.dispose();
  const metadata = JSON.stringify({ labels: [..."abcdefghij"], imageSize: 64 });
  const taught = await loadModel([
    marked,
    weights,
    new File([MARK + metadata], "metadata.json"),
  ]);
  assertEquals(taught.classNames, [..."abcdefghij"]);
  taught.dispose();
});

Deno.test("errors about given files say the file's name and no address", async () => {
  const part = (bytes: Uint8Array<ArrayBuffer>) =>
    bytes.slice(0, bytes.length >> 1);
  const name = "a % net#1";
  const text = await (await fileOf("model.json")).text();
  const wrong: readonly (readonly [ModelSource, string])[] = [
    [new File([part(onnxFile())], `${name}.onnx`), name],
    [[new File(["{"], `${name}.json`)], name],
    [[new File(["{}"], `${name}.json`)], name],
    [[new File(["nothing"], `${name}.h5`)], name],
    [[new File(["\x89HDF\r\n\x1a\n\0\0\0\0"], `${name}.h5`)], name],
    [[new File([new Uint8Array([0x80, 2, 0x7d])], `${name}.pt`)], name],
    [[new File([text.replace('"Conv2D"', '"Convolved"')], `${name}.json`)], ""],
    [
      [new File([onnxFile()], "model.onnx"), new File(["{"], "config.json")],
      "config.json",
    ],
    [[new File([text], "model.json"), new File([""], "weights.bin")], ""],
    [new Uint8Array([1, 2, 3]), "network"],
    [new Blob(["no model"]), "network"],
  ];
  for (const [source, said] of wrong) {
    const { message } = await assertRejects(() => loadModel(source));
    assertEquals(message.includes("given:/"), false, message);
    assertEquals(message.includes(said), true, message);
  }
});
