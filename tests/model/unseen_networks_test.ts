/**
 * Files that these tests have never seen, against the runtime of their format.
 *
 * `FULLGRAD_MODELS` names a folder with one network a subfolder: a model file, its
 * shards or external data, and perhaps an `about.json` with `inputShape`; else
 * the published networks are taken. Seeded noise goes through each. State dicts
 * are judged by an `expected.safetensors` beside them, with `image` and `logits`.
 */
import { assert } from "@std/assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as onnx from "onnxruntime-web";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { fullGradients } from "../../lib/decomposition/mod.ts";
import { loadModel, type Model } from "../../lib/model/mod.ts";
import { assertClose } from "../propagation/assert_close.ts";
import { normals } from "../propagation/cases/mod.ts";
import { sizeOf } from "../propagation/float64/mod.ts";
import { readSafetensors } from "../references/safetensors.ts";
import { runGraphModel } from "./graph_model/compare.ts";

const MODELS = Deno.env.get("FULLGRAD_MODELS") ??
  fileURLToPath(new URL("../../../shared/models", import.meta.url));

/** Sides of an image for a network that takes any. */
const SIDE = 64;

const EXPECTED = "expected.safetensors";

/** Outputs that are off by so much of the largest are wrong. */
const TOLERANCE = 1e-4;
/** The same where the runtime rounds to float16 between two layers; we do not. */
const HALF_TOLERANCE = 2 ** -10;

/** Weights there are constants: another test gives them random ones. */
const WITHOUT_WEIGHTS = "onnx_light";

/** What is known of a network beside its file. */
interface About {
  /** `[H, W, C]`, or `[C, H, W]`, with or without the batch. */
  readonly inputShape?: readonly (number | null)[];
}

/** Images `[1, H, W, C]`, and what the network's own runtime gives for them. */
interface Judged {
  readonly images: {
    readonly data: Float32Array;
    readonly shape: readonly number[];
  };
  readonly outputs: readonly number[] | undefined;
  readonly isHalf?: boolean;
}

/** A network of the folder, by the file that is loaded. */
interface Unseen {
  readonly folder: string;
  readonly file: string;
  readonly about: About;
}

async function networks(): Promise<readonly Unseen[]> {
  if (!existsSync(MODELS)) return [];
  const found: Unseen[] = [];
  for await (const { name, isDirectory } of Deno.readDir(MODELS)) {
    const folder = join(MODELS, name);
    if (!isDirectory || name === WITHOUT_WEIGHTS) continue;
    const files: string[] = [];
    for await (const file of Deno.readDir(folder)) files.push(file.name);
    const about = files.includes("about.json")
      ? JSON.parse(await Deno.readTextFile(join(folder, "about.json")))
      : {};
    for (const file of files.toSorted()) {
      if (isModel(file) && (await hasJudge(folder, file))) {
        found.push({ folder, file, about });
      }
    }
  }
  return found;
}

function isModel(file: string): boolean {
  return file !== EXPECTED &&
    (/\.(onnx|h5|hdf5|keras|pth|pt|th|safetensors)$/.test(file) ||
      file === "model.json");
}

/** Weights alone have a judge where numbers lie beside them; other files run. */
async function hasJudge(folder: string, file: string): Promise<boolean> {
  if (existsSync(join(folder, EXPECTED))) return true;
  if (/\.(onnx|keras)$/.test(file) || file === "model.json") return true;
  // A whole model of Keras; weights alone need the layers.
  const bytes = await Deno.readFile(join(folder, file));
  return /\.(h5|hdf5)$/.test(file) &&
    new TextDecoder("latin1").decode(bytes).includes("model_config");
}

/** `[H, W, C]`, whatever the order and with or without the batch. */
function channelsLastShape(
  { inputShape }: About,
): readonly [number, number, number] | undefined {
  const sizes = inputShape?.slice(-3) as [number, number, number] | undefined;
  if (sizes === undefined || sizes.length < 3) return undefined;
  const isFirst = [1, 3].includes(sizes[0]) && ![1, 3].includes(sizes[2]);
  return isFirst ? [sizes[1], sizes[2], sizes[0]] : sizes;
}

/** Values `[H, W, C]` as `[C, H, W]`. */
function channelsFirst(
  values: Float32Array,
  [, height, width, channels]: readonly number[],
): Float32Array {
  const pixels = height! * width!;
  return Float32Array.from(
    values,
    (_, i) => values[i % pixels * channels! + Math.floor(i / pixels)]!,
  );
}

/** Values `[N, C, H, W]` of a reference as images. */
function imagesOf(
  { data, shape }: {
    readonly data: ArrayLike<number | bigint>;
    readonly shape: readonly number[];
  },
): Judged["images"] {
  const [count, channels, height, width] = shape as [
    number,
    number,
    number,
    number,
  ];
  const pixels = height * width;
  return {
    shape: [count, height, width, channels],
    data: Float32Array.from({ length: data.length }, (_, i) => {
      const place = Math.floor(i / channels);
      const image = Math.floor(place / pixels);
      return Number(
        data[(image * channels + i % channels) * pixels + place % pixels],
      );
    }),
  };
}

async function runOnnxFile(
  folder: string,
  file: string,
  { data, shape }: Judged["images"],
): Promise<Judged> {
  onnx.env.logLevel = "fatal";
  onnx.env.wasm.numThreads = 1;
  const others: { path: string; data: Uint8Array }[] = [];
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (!isFile || isModel(name)) continue;
    others.push({ path: name, data: await Deno.readFile(join(folder, name)) });
  }
  const session = await onnx.InferenceSession.create(
    await Deno.readFile(join(folder, file)),
    { executionProviders: ["wasm"], externalData: others },
  );
  const [name] = session.inputNames;
  const info = session.inputMetadata[0]!;
  const sizes = info.isTensor ? info.shape : [];
  const isLast = sizes.at(-1) === shape[3] && sizes[1] !== shape[3];
  const [, height, width, channels] = shape as [number, number, number, number];
  const values = isLast ? data : channelsFirst(data, shape);
  const dims = isLast
    ? [1, height, width, channels]
    : [1, channels, height, width];
  const type = info.isTensor ? info.type : "float32";
  const input = type === "float64"
    ? new onnx.Tensor("float64", Float64Array.from(values), dims)
    : type === "float16"
    ? new onnx.Tensor("float16", new Float16Array(values) as never, dims)
    : new onnx.Tensor("float32", values, dims);
  const outputs = await session.run({ [name!]: input });
  const result = outputs[session.outputNames[0]!]!;
  const numbers = Array.from(
    await result.getData() as unknown as ArrayLike<number>,
    Number,
  );
  await session.release();
  return {
    images: { data, shape },
    outputs: numbers,
    isHalf: type === "float16",
  };
}

async function runTfjsFile(
  path: string,
  { data, shape }: Judged["images"],
): Promise<readonly number[] | undefined> {
  const json = JSON.parse(await Deno.readTextFile(path));
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const names: string[] = json.weightsManifest.flatMap((
    { paths }: { paths: string[] },
  ) => paths);
  const parts = await Promise.all(
    names.map((name) => Deno.readFile(folder + name)),
  );
  const weights = new Uint8Array(await new Blob(parts).arrayBuffer());
  if (json.format === "graph-model" || json.modelTopology?.node) {
    return await runGraphModel({ json, weights }, shape, data);
  }
  const model = await tf.loadLayersModel({
    load: () =>
      Promise.resolve({
        modelTopology: json.modelTopology,
        weightSpecs: json.weightsManifest.flatMap((
          { weights }: { weights: tf.io.WeightsManifestEntry[] },
        ) => weights),
        weightData: weights.buffer,
      }),
  });
  const outputs = tf.tidy(() => {
    const output = model.predict(tf.tensor4d(data, shape as never));
    return Array.isArray(output) ? output[0]! : output;
  }) as tf.Tensor;
  const numbers = Array.from(await outputs.data());
  outputs.dispose();
  model.dispose();
  return numbers;
}

/** The images that a network is judged by, and what its runtime makes of them. */
async function judged(
  { folder, file }: Unseen,
  model: Model,
): Promise<Judged> {
  const path = join(folder, file);
  if (existsSync(join(folder, EXPECTED))) {
    const tensors = await readSafetensors(join(folder, EXPECTED));
    const named = (...names: string[]) =>
      names.map((name) => tensors.get(name)).find((tensor) => tensor);
    const images = imagesOf(named("image", "images", "input", "x")!);
    const outputs = named("logits", "output", "outputs")!;
    return { images, outputs: Array.from(outputs.data, Number) };
  }
  const [height, width, channels] = model.inputShape;
  const shape = [1, height ?? SIDE, width ?? SIDE, channels];
  const images = { data: normals(sizeOf(shape), 6, 1), shape };
  if (file.endsWith(".onnx")) {
    return await runOnnxFile(folder, file, images);
  }
  return {
    images,
    outputs: file === "model.json"
      ? await runTfjsFile(path, images)
      : undefined,
  };
}

/** Probabilities, where the runtime gives them in place of logits. */
function likeRuntime(
  logits: ArrayLike<number>,
  outputs: readonly number[],
  { graph: { head } }: Model,
): readonly [actual: readonly number[], expected: readonly number[]] {
  const values = Array.from(logits);
  if (head === undefined) return [values, outputs];
  if (head === "sigmoid") {
    return [values.map((z) => 1 / (1 + Math.exp(-z))), outputs];
  }
  const greatest = Math.max(...values);
  const powers = values.map((z) => Math.exp(z - greatest));
  const total = powers.reduce((a, b) => a + b, 0);
  // A logarithm of probabilities is a head too.
  const isLog = outputs.some((output) => output < 0);
  return [
    powers.map((power) => power / total),
    isLog ? outputs.map(Math.exp) : outputs,
  ];
}

const found = await networks();

Deno.test({
  name: `networks in ${MODELS}`,
  ignore: found.length === 0,
  fn: () => {},
});

for (const unseen of found) {
  const { folder, file, about } = unseen;
  const name = `${folder.slice(MODELS.length + 1)}/${file}`;
  Deno.test(`${name} gives what its own runtime gives, in exact terms`, async () => {
    await startBackend("fullgrad-wasm");
    const inputShape = channelsLastShape(about);
    const before = tf.memory().numTensors;
    const model = await loadModel(join(folder, file), { inputShape });
    const { images, outputs, isHalf } = await judged(unseen, model);
    const result = await fullGradients(model, images);
    if (outputs !== undefined) {
      const [actual, expected] = likeRuntime(
        result.logits.values,
        outputs,
        model,
      );
      const tolerance = isHalf ? HALF_TOLERANCE : TOLERANCE;
      assertClose(actual, expected, tolerance, "outputs");
    }
    for (const { relativeToTerms } of result.completeness) {
      assert(relativeToTerms <= TOLERANCE, `${relativeToTerms} is missing`);
    }
    model.dispose();
    assert(tf.memory().numTensors <= before, "tensors are left");
  });
}
