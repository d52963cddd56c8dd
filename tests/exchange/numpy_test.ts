/** NumPy reads what is written, and Quantus scores it as this package does. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import {
  fullGrad,
  inputTimesGradient,
  loadImages,
  loadModel,
  type SaliencyMap,
  saveResult,
} from "fullgrad";
import {
  attributionEntropy,
  effectiveComplexity,
  sparseness,
} from "fullgrad/evaluation";
import { decodeNpy, encodeNpy } from "../../lib/files/mod.ts";

const SCRIPT = fileURLToPath(
  new URL("../../docs/exchange/quantus_scores.py", import.meta.url),
);
const PYTHON = "/usr/bin/python3";

/** What a Python program prints; undefined where it does not run. */
async function python(args: readonly string[]): Promise<string | undefined> {
  const command = new Deno.Command(PYTHON, { args: [...args], stderr: "null" });
  const { success, stdout } = await command.output()
    .catch(() => ({ success: false, stdout: new Uint8Array() }));
  return success ? new TextDecoder().decode(stdout) : undefined;
}

async function has(module: string): Promise<boolean> {
  return await python(["-c", `import ${module}`]) !== undefined;
}

/** Maps of two methods, and the files that they are saved in. */
async function saved(
  folder: string,
): Promise<readonly (readonly [SaliencyMap, string])[]> {
  const model = await loadModel("shapes_vgg9");
  const images = await loadImages(
    ["data/images/boat.png", "data/images/boat.png"],
    model,
  );
  const maps = [
    await fullGrad(model, images, { target: ["boat", "fish"] }),
    await inputTimesGradient(model, images),
  ];
  return await Promise.all(maps.map(async (map, i) => {
    const path = `${folder}/${i}.npz`;
    await saveResult(map, path, { model });
    return [map, path] as const;
  }));
}

const sum = (values: ArrayLike<number>) =>
  Array.from(values).reduce((a, b) => a + b, 0);

Deno.test({
  name: "NumPy reads the arrays and the manifest of a saved map",
  ignore: !await has("numpy"),
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      const files = await saved(folder);
      const text = await python([
        SCRIPT,
        "--read",
        ...files.map(([, path]) => path),
      ]);
      const found = JSON.parse(text!);
      for (const [i, [map]] of files.entries()) {
        const { method, target, arrays } = found[i];
        assertEquals(method, map.method);
        assertEquals(target.names, map.target.names);
        assertEquals(target.values, map.target.values);
        for (
          const [name, dtype, { values, shape }] of [
            ["values", "<f4", map],
            ["images", "<f4", map.images],
            ["images.rgb", "|u1", {
              values: map.images.rgb,
              shape: [2, 64, 64, 3],
            }],
            ["logits", "<f4", map.logits],
          ] as const
        ) {
          assertEquals(arrays[name].dtype, dtype, name);
          assertEquals(arrays[name].shape, [...shape], name);
          assertAlmostEquals(arrays[name].sum, sum(values), 1e-6, name);
        }
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "Quantus scores saved maps as this package does",
  ignore: !await has("quantus"),
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      const files = await saved(folder);
      const text = await python([SCRIPT, ...files.map(([, path]) => path)]);
      const found = JSON.parse(text!);
      for (const [i, [map]] of files.entries()) {
        const { scores } = found[i];
        for (let image = 0; image < 2; image++) {
          const own = map.at(image);
          // Quantus adds 1e-7 to all pixels.
          assertAlmostEquals(scores.sparseness[image], sparseness(own), 5e-4);
          assertAlmostEquals(
            scores.complexity[image],
            attributionEntropy(own),
            1e-4,
          );
          assertEquals(
            scores["effective complexity"][image],
            effectiveComplexity(own),
          );
        }
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "NumPy writes what decodeNpy() reads, and the other way round",
  ignore: !await has("numpy"),
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      const arrays = [
        { values: Float32Array.of(0, -0, NaN, 1e-40, -3, 5), shape: [2, 3] },
        { values: Float64Array.of(Math.PI), shape: [] },
        { values: Int32Array.of(1, -2), shape: [2] },
        { values: new Uint8Array(0), shape: [0, 3] },
        { values: Uint8Array.of(255), shape: [1, 1, 1, 1] },
      ];
      for (const [i, array] of arrays.entries()) {
        await Deno.writeFile(`${folder}/${i}.npy`, encodeNpy(array));
      }
      const copied = await python([
        "-c",
        `import numpy as np
for i in range(${arrays.length}):
    array = np.load(f"${folder}/{i}.npy")
    np.save(f"${folder}/{i}.copy.npy", array)
`,
      ]);
      assert(copied !== undefined);
      for (const [i, array] of arrays.entries()) {
        const bytes = await Deno.readFile(`${folder}/${i}.copy.npy`);
        assertEquals(decodeNpy(bytes), array);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
