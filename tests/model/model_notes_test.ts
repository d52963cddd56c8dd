/** What a file's maker has done to it is said in every result. */
import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import h5wasm from "h5wasm";
import { startBackend } from "../../lib/backend/mod.ts";
import { biasGradients } from "../../lib/decomposition/mod.ts";
import { pixelPerturbation } from "../../lib/evaluation/mod.ts";
import { foldedNotes } from "../../lib/model/formats/export_notes.ts";
import { asModel, loadModel } from "../../lib/model/mod.ts";
import { fullGrad } from "../../lib/methods/mod.ts";
import { safetensors } from "../../data/safetensors.ts";
import { withFolder } from "./saved_model.ts";
import { normals } from "../propagation/cases/mod.ts";

const SHARED = fileURLToPath(new URL("../../../shared/", import.meta.url));

const FUSED = (count: number) =>
  `Fused: the file's exporter has folded batch normalization into ${count} convolutions: each has one term, as with a preset that fuses, where the network as it was trained has two.`;
const STORED = (count: number, type: string) =>
  `${count} weights are stored as ${type}; the network runs in float32.`;

const FILES: readonly (readonly [file: string, notes: readonly string[]])[] = [
  ["references_onnx/residual/model.onnx", [FUSED(5)]],
  ["references_onnx/residual/model_unfused.onnx", []],
  ["models/nsfwjs_mobilenet_v2_mid/model.json", [
    FUSED(52),
    STORED(108, "uint8"),
  ]],
  ["models/nsfwjs_mobilenet_v2/model.json", [STORED(266, "uint8")]],
  ["models/human_emotion/emotion.json", [FUSED(8)]],
  ["models/photo_gender/model.json", []],
  ["models/mobilenet025/model.json", []],
  ["models/dianna_mnist/mnist_model.onnx", []],
];

for (const [file, notes] of FILES) {
  Deno.test({
    name: `what was done to ${file} is known`,
    ignore: await Deno.stat(SHARED + file).then(() => false, () => true),
    fn: async () => {
      await startBackend("fullgrad-wasm");
      const model = await loadModel(SHARED + file);
      assertEquals(model.notes, notes);
      model.dispose();
    },
  });
}

Deno.test("the precision of weights of PyTorch and of Keras is known", () =>
  withFolder(async (folder) => {
    await startBackend("fullgrad-wasm");
    const architecture = () =>
      tf.sequential({
        layers: [
          tf.layers.flatten({ inputShape: [2, 2, 3] }),
          tf.layers.dense({ units: 4, name: "one" }),
          tf.layers.dense({ units: 2, name: "two" }),
        ],
      });
    const path = `${folder}/half.safetensors`;
    await Deno.writeFile(
      path,
      safetensors(
        new Map(
          [
            ["one.weight", { shape: [4, 12], values: new Uint16Array(48) }],
            ["one.bias", { shape: [4], values: new Uint16Array(4) }],
            ["two.weight", { shape: [2, 4], values: new Float64Array(8) }],
            ["two.bias", { shape: [2], values: new Float32Array(2) }],
          ] as const,
        ),
      ),
    );
    const { FS } = await h5wasm.ready;
    const file = new h5wasm.File("/half.h5", "w");
    file.create_attribute("layer_names", ["one", "two"]);
    for (const [layer, shape] of [["one", [12, 4]], ["two", [4, 2]]] as const) {
      const group = file.create_group(layer);
      group.create_attribute("weight_names", ["kernel", "bias"]);
      const kernel = new Float64Array(shape[0] * shape[1]);
      group.create_dataset({ name: "kernel", data: kernel, shape: [...shape] });
      const bias = new Float32Array(shape[1]);
      group.create_dataset({ name: "bias", data: bias, shape: [shape[1]] });
    }
    file.close();
    await Deno.writeFile(`${folder}/double.h5`, FS.readFile("/half.h5"));
    FS.unlink("/half.h5");
    for (
      const [name, notes] of [
        ["half.safetensors", [
          STORED(2, "float16"),
          "A weight is stored as float64; the network runs in float32.",
        ]],
        ["double.h5", [STORED(2, "float64")]],
      ] as const
    ) {
      const model = await loadModel(`${folder}/${name}`, {
        architecture: architecture(),
      });
      assertEquals(model.notes, notes);
      model.dispose();
    }
  }));

Deno.test("numbers as names are folded biases only where other names were kept", () => {
  assertEquals(foldedNotes(["12", "15"], ["11", "12", "14", "15"]), []);
  assertEquals(foldedNotes(["12", "15"], ["11", "12", "15", "fc.weight"]), [
    FUSED(2),
  ]);
  assertEquals(foldedNotes(["c.bias"], ["c.weight", "c.bias"]), []);
});

Deno.test("a model's notes are in its maps, terms and evaluations, under every name", async () => {
  await startBackend("fullgrad-wasm");
  const notes = ["Taken from somewhere."];
  const loaded = await loadModel("shapes_vgg9");
  const model = asModel({ ...loaded, notes }, { name: "renamed" });
  const images = { data: normals(64 * 64 * 3, 1), shape: [1, 64, 64, 3] };
  const results = [
    (await fullGrad(model, images)).notes,
    (await biasGradients(model, images)).notes,
    (await pixelPerturbation(model, images, {
      methods: { fullGrad },
      controls: {},
      fractions: [0.1],
      repeats: 1,
    })).data.notes,
  ];
  for (const found of results) {
    assertEquals(found.filter((note) => notes.includes(note)), notes);
  }
  loaded.dispose();
});
