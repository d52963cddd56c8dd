/** What a file's maker has done to it is said in every result. */
import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { startBackend } from "../../lib/backend/mod.ts";
import { biasGradients } from "../../lib/decomposition/mod.ts";
import { pixelPerturbation } from "../../lib/evaluation/mod.ts";
import { foldedNotes } from "../../lib/model/formats/export_notes.ts";
import { asModel, loadModel } from "../../lib/model/mod.ts";
import { fullGrad } from "../../lib/methods/mod.ts";
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
