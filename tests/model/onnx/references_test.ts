/**
 * Networks exported by PyTorch, against what float64 autograd says of them: those
 * that `references/make.py` has made, and those of others beside the repository.
 * Name another folder of such by `FULLGRAD_ONNX_REFERENCES`.
 */
import { assert, assertEquals } from "@std/assert";
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { startBackend } from "../../../lib/backend/mod.ts";
import { fullGradients } from "../../../lib/decomposition/mod.ts";
import { loadModel } from "../../../lib/model/mod.ts";
import { GRADIENT, LIBRA } from "../../../lib/propagation/mod.ts";
import { assertClose } from "../../propagation/assert_close.ts";
import { readSafetensors } from "../../references/safetensors.ts";

const OWN = fileURLToPath(new URL("references/", import.meta.url));
const SHARED = fileURLToPath(
  new URL("../../../../shared/references_onnx/", import.meta.url),
);

const TOLERANCE = 1e-4;

/** The files of networks in every folder of a directory. */
async function networksIn(directory: string): Promise<readonly string[]> {
  const found: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(directory)) {
      if (!isDirectory) continue;
      for await (const file of Deno.readDir(join(directory, name))) {
        if (file.name.endsWith(".onnx")) {
          found.push(join(directory, name, file.name));
        }
      }
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return found.toSorted();
}

const shared = await networksIn(SHARED);
const own = await networksIn(OWN);
const files = [
  ...own,
  ...shared,
  ...await networksIn(Deno.env.get("FULLGRAD_ONNX_REFERENCES") ?? SHARED + "-"),
];

/** The files of networks as `folder/file`. */
function namesOf(files: readonly string[]): readonly string[] {
  return files.map((file) => file.split(/[\\/]/).slice(-2).join("/"));
}

Deno.test("references beside this test are all found", () => {
  assertEquals(
    namesOf(own),
    [
      "convnext",
      "efficientnet",
      "masked_glu",
      "mobilenet_v3",
      "swiglu",
      "swin",
    ].map((name) => `${name}/model.onnx`),
  );
});

Deno.test({
  name: `references in ${SHARED} are all found`,
  ignore: !existsSync(SHARED),
  fn: () => {
    const wanted = [
      "mixer/model.onnx",
      "residual/model.onnx",
      "residual/model_unfused.onnx",
      "vit/model.onnx",
    ];
    const names = new Set(namesOf(shared));
    assertEquals(wanted.filter((name) => !names.has(name)), []);
  },
});

/** Values `[N, C, H, W]` as `[N, H, W, C]`. */
function channelsLast(
  values: ArrayLike<number>,
  shape: readonly number[],
): Float32Array {
  const [n, channels, height, width] = shape as [
    number,
    number,
    number,
    number,
  ];
  const pixels = height * width;
  return Float32Array.from({ length: n * channels * pixels }, (_, i) => {
    const channel = i % channels;
    const pixel = Math.floor(i / channels) % pixels;
    const image = Math.floor(i / (channels * pixels));
    return values[(image * channels + channel) * pixels + pixel]!;
  });
}

for (const file of files) {
  const folder = basename(join(file, ".."));
  Deno.test(`${folder}/${basename(file)} has the terms that float64 has`, async () => {
    await startBackend("fullgrad-wasm");
    const expected = await readSafetensors(
      join(file, "..", "expected.safetensors"),
    );
    const numbers = (name: string) =>
      Array.from(expected.get(name)!.data, Number);
    const { shape, data } = expected.get("image")!;
    const [n, channels, height, width] = shape as [
      number,
      number,
      number,
      number,
    ];
    const model = await loadModel(file);
    const images = {
      data: channelsLast(data as Float32Array, shape),
      shape: [n, height, width, channels],
    };
    for (
      const [rules, prefix] of [[GRADIENT, ""], [LIBRA, "libra_"]] as const
    ) {
      const result = await fullGradients(model, images, {
        target: numbers("target"),
        rules,
      });
      assertClose(result.logits.values, numbers("logits"), TOLERANCE, "logits");
      assertClose(
        result.inputGradient.values,
        channelsLast(numbers(`${prefix}input_gradient`), shape),
        TOLERANCE,
        "input gradient",
      );
      const [inputs, explicit] = [
        numbers(`${prefix}input_term`),
        numbers(`${prefix}explicit_bias_term`),
      ];
      for (let i = 0; i < n; i++) {
        const f = result.target.values[i]!;
        const bound = TOLERANCE *
          Math.max(Math.abs(f), Math.abs(inputs[i]!), Math.abs(explicit[i]!));
        const sumOf = (bias: string) =>
          result.biasGradients.reduce(
            (sum, { site }, k) =>
              site.bias === bias ? sum + result.terms[k + 1]!.sums[i]! : sum,
            0,
          );
        const near = (what: string, actual: number, wanted: number) =>
          assert(
            Math.abs(actual - wanted) <= bound,
            `${prefix}${what} of image ${i} is ${actual}, not ${wanted}`,
          );
        near("input term", result.terms[0]!.sums[i]!, inputs[i]!);
        near("explicit terms", sumOf("explicit"), explicit[i]!);
        near(
          "implicit terms",
          sumOf("implicit"),
          f - inputs[i]! - explicit[i]!,
        );
        near(
          "what explicit biases leave",
          result.completeness[i]!.explicitResidual,
          f - inputs[i]! - explicit[i]!,
        );
      }
    }
    model.dispose();
  });
}
