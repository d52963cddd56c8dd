import * as fc from "fast-check";
import h5wasm from "h5wasm";
import { readKerasFile } from "../../../lib/model/formats/keras_file/read_keras_file.ts";
import { readStateDict } from "../../../lib/model/formats/state_dict/read_state_dict.ts";
import { savedWeights } from "../../model/state_dict/saved_weights.ts";
import { type Damage, damaged, damages } from "../damage.ts";
import { endsWell, type FuzzTarget } from "../target.ts";

const WEIGHTS = new Map([
  ["conv.weight", { shape: [2, 1, 3], values: new Float32Array(6) }],
  ["conv.bias", { shape: [2], values: new Float32Array(2) }],
]);

const SAVED: readonly Uint8Array[] =
  (["safetensors", "torch legacy", "torch zip"] as const)
    .map((saving) => savedWeights(saving, WEIGHTS));

/** Weights of PyTorch and safetensors, damaged. */
export const stateDict: FuzzTarget<readonly [Uint8Array, Damage]> = {
  cases: fc.tuple(fc.constantFrom(...SAVED), damages),
  check: ([file, damage]) =>
    endsWell(() => {
      const tensors = readStateDict(damaged(file, damage), "a file");
      for (const { read } of tensors.values()) read();
      return Promise.resolve();
    }),
};

/** Weights as Keras 2 writes them. */
async function kerasWeights(): Promise<Uint8Array> {
  const { FS } = await h5wasm.ready;
  const file = new h5wasm.File("/original.h5", "w");
  file.create_attribute("layer_names", ["conv"]);
  const layer = file.create_group("conv");
  layer.create_attribute("weight_names", ["conv/kernel:0"]);
  layer.create_group("conv").create_dataset({
    name: "kernel:0",
    data: new Float32Array(12),
    shape: [3, 4],
  });
  file.close();
  return FS.readFile("/original.h5");
}

const ORIGINAL = await kerasWeights();

/** Keras's HDF5 files, damaged. */
export const kerasFile: FuzzTarget<Damage> = {
  cases: damages,
  check: (damage) =>
    endsWell(async () => {
      await readKerasFile(damaged(ORIGINAL, damage), "a file");
    }),
};
