/**
 * One network in several files is explained as one: where its exporter folded
 * batch normalization, as the one that was trained, convolution and normalization
 * taken as one. Of each folder of networks these are `fused.onnx`, `unfused.onnx`
 * and perhaps `weights.pth`, as `export_torchvision.py` writes them.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startBackend } from "../../../lib/backend/mod.ts";
import type { SaliencyMap } from "../../../lib/aggregation/mod.ts";
import { fullGrad } from "../../../lib/methods/mod.ts";
import { type InputSize, loadModel } from "../../../lib/model/mod.ts";
import { assertClose } from "../../propagation/assert_close.ts";
import { normals } from "../../propagation/cases/mod.ts";
import { findNetworks } from "./find_networks.ts";

/** The files of one network: what was trained, and what exporters made of it. */
interface Exports {
  readonly name: string;
  readonly unfused: string;
  readonly fused: string;
  /** A state dict, where its names say the architecture. */
  readonly weights?: string | undefined;
}

const RESIDUAL = fileURLToPath(
  new URL("../../../../shared/references_onnx/residual/", import.meta.url),
);
const NAMED = Deno.env.get("FULLGRAD_MODELS");

/** The exports among the networks of a folder. */
async function exportsIn(root: string): Promise<readonly Exports[]> {
  const networks = await findNetworks(root);
  const pathOf = (name: string) =>
    networks.find((network) => network.name === name)?.path;
  return networks.flatMap(({ name, path }) => {
    const [folder, file] = name.split("/") as [string, string];
    const fused = pathOf(`${folder}/fused.onnx`);
    if (file !== "unfused.onnx" || fused === undefined) return [];
    const weights = pathOf(`${folder}/weights.pth`);
    return [{ name: folder, unfused: path, fused, weights }];
  });
}

const all: readonly Exports[] = [
  {
    name: "residual",
    unfused: join(RESIDUAL, "model_unfused.onnx"),
    fused: join(RESIDUAL, "model.onnx"),
  },
  ...await exportsIn(fileURLToPath(new URL(".", import.meta.url))),
  ...NAMED === undefined ? [] : await exportsIn(NAMED),
];

/** The presets that take convolution and normalization as one. */
const FUSING = ["paper", "idiap2019"] as const;

const IMAGES = 4;

/** FullGrad of images of noise, one by one, by every preset that fuses. */
async function explained(path: string, inputShape?: InputSize) {
  const model = await loadModel(path, { inputShape });
  const shape = [1, ...model.inputShape as InputSize];
  const size = shape.reduce((size, length) => size * length);
  const maps: SaliencyMap[][] = [];
  for (let image = 0; image < IMAGES; image++) {
    const own: SaliencyMap[] = [];
    for (const preset of FUSING) {
      const images = { data: normals(size, image), shape };
      own.push(await fullGrad(model, images, { preset }));
    }
    maps.push(own);
  }
  model.dispose();
  return { maps, inputShape: model.inputShape as InputSize };
}

/**
 * Fails unless maps and sums of terms are equal for an image at least: for
 * another one, a neuron may lie at a kink, on this side of it or on that by how
 * weights are rounded.
 */
function assertOneNetwork(
  maps: readonly (readonly SaliencyMap[])[],
  expected: readonly (readonly SaliencyMap[])[],
): void {
  let failure: unknown;
  for (const [image, own] of maps.entries()) {
    try {
      for (const [i, preset] of FUSING.entries()) {
        const [map, wanted] = [own[i]!, expected[image]![i]!];
        assertClose(map.values, wanted.values, 1e-4, preset);
        const sums = ({ data }: SaliencyMap) =>
          data.terms!.map(({ sums }) => sums[0]!);
        assertClose(sums(map), sums(wanted), 1e-4, `terms of ${preset}`);
      }
      return;
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

for (const { name, unfused, fused, weights } of all) {
  Deno.test({
    name:
      `${name}: FullGrad of the fused file is that of the unfused one, fused`,
    ignore: await Deno.stat(unfused).then(() => false, () => true),
    fn: async () => {
      await startBackend("fullgrad-wasm");
      const { maps, inputShape } = await explained(unfused);
      assertOneNetwork((await explained(fused)).maps, maps);
      if (weights === undefined) return;
      assertOneNetwork((await explained(weights, inputShape)).maps, maps);
    },
  });
}
