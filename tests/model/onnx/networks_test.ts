/** ONNX files that people published, against onnxruntime-web. */
import { assert, assertEquals } from "@std/assert";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { startBackend } from "../../../lib/backend/mod.ts";
import { fullGradients } from "../../../lib/decomposition/mod.ts";
import { loadModel, type Model } from "../../../lib/model/mod.ts";
import { runOnnx } from "../../onnx/run_onnx.ts";
import { assertClose } from "../../propagation/assert_close.ts";
import { normals } from "../../propagation/cases/mod.ts";

const MODELS = fileURLToPath(
  new URL("../../../../shared/models/", import.meta.url),
);

interface Published {
  readonly file: string;
  /** Shape of an image in the file. */
  readonly shape: readonly number[];
  /** Of the numbers of an image. */
  readonly spread: number;
}

const FILES: readonly Published[] = [
  { file: "winml/mnist.onnx", shape: [1, 1, 28, 28], spread: 80 },
  { file: "winml/ImageClassifier.onnx", shape: [1, 3, 32, 32], spread: 1 },
  { file: "dianna_mnist/mnist_model.onnx", shape: [1, 1, 28, 28], spread: 1 },
  { file: "mesonet/model.onnx", shape: [1, 256, 256, 3], spread: 0.5 },
];

/** Pixels of a file, `[H, W, C]`, from what it takes. */
function channelsLast(
  values: Float32Array,
  [, a, b, c]: readonly number[],
  { inputShape }: Model,
): Float32Array {
  const [height, width, channels] = inputShape as [number, number, number];
  if (a === height && b === width && c === channels) return values;
  return Float32Array.from(values, (_, i) => {
    const channel = i % channels;
    const place = Math.floor(i / channels);
    return values[channel * height * width + place]!;
  });
}

/** The probabilities that the logits of a model mean. */
function throughHead(logits: ArrayLike<number>, { graph }: Model): number[] {
  const values = Array.from(logits);
  if (graph.head === undefined) return values;
  if (graph.head === "sigmoid") {
    return values.map((z) => 1 / (1 + Math.exp(-z)));
  }
  const total = values.reduce((sum, z) => sum + Math.exp(z), 0);
  return values.map((z) => Math.exp(z) / total);
}

for (const { file, shape, spread } of FILES) {
  const path = MODELS + file;
  const missing = await Deno.stat(path).then(() => false, () => true);
  Deno.test({
    name: `${file} gives what onnxruntime-web gives, in exact terms`,
    ignore: missing,
    fn: async () => {
      await startBackend("fullgrad-wasm");
      const bytes = await Deno.readFile(path);
      const model = await loadModel(path);
      assertEquals(model.name, basename(path, ".onnx"));
      const size = shape.reduce((product, length) => product * length, 1);
      const values = normals(size, 4, spread);
      const { values: expected } = await runOnnx(bytes, { shape, values });
      const images = {
        data: channelsLast(values, shape, model),
        shape: [1, ...model.inputShape.map((length) => length ?? 1)],
      };
      const { logits, completeness } = await fullGradients(model, images);
      // A logarithm of probabilities is a head too.
      const isLog = expected.some((value) => value < 0) &&
        model.graph.head === "softmax";
      assertClose(
        throughHead(logits.values, model),
        isLog ? expected.map(Math.exp) : expected,
        1e-4,
        file,
      );
      assert(completeness[0]!.relativeToTerms <= 1e-4, "the terms are not all");
      model.dispose();
    },
  });
}
