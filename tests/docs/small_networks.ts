/** A small random network of each well-known architecture. */
import { fileURLToPath } from "node:url";
import { loadModel, type Model } from "../../lib/model/mod.ts";
import { withFolder } from "../model/saved_model.ts";
import { Parts, SIDE, type Value } from "./parts.ts";

type Architecture = (parts: Parts) => Value;

const WIDTH = 8;
const PATCH = 4;
const COUNT = (SIDE / PATCH) ** 2;

const vgg: Architecture = (parts) => {
  let at = parts.image;
  for (const width of [WIDTH, 2 * WIDTH]) {
    at = parts.relu(parts.conv(at, width));
    at = parts.maxPool(parts.relu(parts.conv(at, width)));
  }
  return parts.pooled(at);
};

const resNet: Architecture = (parts) => {
  let at = parts.relu(parts.batchNorm(parts.conv(parts.image, WIDTH)));
  for (const stride of [1, 2]) {
    const width = stride * at.width;
    const first = parts.conv(at, width, { stride });
    const inside = parts.relu(parts.batchNorm(first));
    const second = parts.batchNorm(parts.conv(inside, width));
    const shortcut = stride === 1
      ? at
      : parts.batchNorm(parts.conv(at, width, { size: 1, stride }));
    at = parts.relu(parts.add(second, shortcut));
  }
  return parts.pooled(at);
};

const denseNet: Architecture = (parts) => {
  let at = parts.conv(parts.image, WIDTH);
  for (let i = 0; i < 3; i++) {
    const fresh = parts.conv(parts.relu(parts.batchNorm(at)), 4);
    at = parts.concat([at, fresh]);
  }
  return parts.pooled(parts.relu(parts.batchNorm(at)));
};

const squeezeNet: Architecture = (parts) => {
  let at = parts.maxPool(parts.relu(parts.conv(parts.image, WIDTH)));
  for (let i = 0; i < 2; i++) {
    const few = parts.relu(parts.conv(at, 4, { size: 1 }));
    at = parts.concat([
      parts.relu(parts.conv(few, WIDTH, { size: 1 })),
      parts.relu(parts.conv(few, WIDTH)),
    ]);
  }
  return parts.pooled(at);
};

const mobileNetV2: Architecture = (parts) => {
  let at = parts.relu6(parts.batchNorm(parts.conv(parts.image, WIDTH)));
  for (let i = 0; i < 2; i++) {
    const wide = parts.relu6(
      parts.batchNorm(parts.conv(at, 3 * WIDTH, { size: 1 })),
    );
    const moved = parts.relu6(
      parts.batchNorm(parts.conv(wide, wide.width, { depthwise: true })),
    );
    const narrow = parts.batchNorm(parts.conv(moved, WIDTH, { size: 1 }));
    at = parts.add(at, narrow);
  }
  return parts.pooled(at);
};

/** A transformer with so many learned tokens, which it reads at the end. */
const transformer = (extra: number): Architecture => (parts) => {
  let at = parts.placed(parts.patches(WIDTH, PATCH), COUNT, extra);
  for (let i = 0; i < 2; i++) {
    const seen = parts.attention(parts.layerNorm(at), COUNT + extra);
    at = parts.perceptron(parts.add(at, seen));
  }
  return parts.read(parts.layerNorm(at), 0, extra);
};

const mixer: Architecture = (parts) => {
  let at = parts.patches(WIDTH, PATCH);
  for (let i = 0; i < 2; i++) {
    const turned = parts.transpose(parts.layerNorm(at), [0, 2, 1]);
    const columns = { ...turned, width: COUNT };
    const hidden = parts.gelu(parts.linear(columns, 2 * COUNT));
    const mixed = parts.transpose(parts.linear(hidden, COUNT), [0, 2, 1]);
    at = parts.perceptron(parts.add(at, mixed));
  }
  return parts.read(parts.layerNorm(at), 0, COUNT);
};

const maxViT: Architecture = (parts) => {
  const [side, window] = [SIDE / 2, 4];
  const stem = parts.conv(parts.image, WIDTH, { stride: 2 });
  const wide = parts.gelu(parts.conv(stem, 2 * WIDTH, { size: 1 }));
  const moved = parts.gelu(
    parts.conv(wide, wide.width, { depthwise: true }),
  );
  const narrow = parts.conv(parts.excite(moved), WIDTH, { size: 1 });
  let at = parts.transpose(parts.add(stem, narrow), [0, 2, 3, 1]);
  const groups = (side / window) ** 2;
  const tokens = [groups, window * window, WIDTH];
  /** Attention in windows, or in a grid that is spread over the map. */
  for (const isGrid of [false, true]) {
    const [outer, inner] = isGrid
      ? [window, side / window]
      : [side / window, window];
    const split = [1, outer, inner, outer, inner, WIDTH];
    const perm = isGrid ? [0, 2, 4, 1, 3, 5] : [0, 1, 3, 2, 4, 5];
    const back = isGrid ? [0, 3, 1, 4, 2, 5] : perm;
    const apart = parts.transpose(
      parts.reshape(parts.layerNorm(at), split),
      perm,
    );
    const seen = parts.attention(
      parts.reshape(apart, tokens),
      window * window,
      groups,
    );
    const turned = perm.map((axis) => split[axis]!);
    const together = parts.transpose(parts.reshape(seen, turned), back);
    const maps = parts.reshape(together, [1, side, side, WIDTH]);
    at = parts.perceptron(parts.add(at, maps));
  }
  return parts.pooled(parts.transpose(at, [0, 3, 1, 2]));
};

/** A network that PyTorch has written, of the tests of ONNX. */
const exported = (name: string) =>
  new URL(`../model/onnx/references/${name}/model.onnx`, import.meta.url);

/** The architectures, in the order of their papers. */
const NETWORKS: Readonly<Record<string, Architecture | URL>> = {
  "VGG": vgg,
  "ResNet": resNet,
  "SqueezeNet": squeezeNet,
  "DenseNet": denseNet,
  "MobileNetV2": mobileNetV2,
  "MobileNetV3": exported("mobilenet_v3"),
  "EfficientNet": exported("efficientnet"),
  "ViT": transformer(1),
  "DeiT": transformer(2),
  "Swin": exported("swin"),
  "MLP-Mixer": mixer,
  "ConvNeXt": exported("convnext"),
  "MaxViT": maxViT,
};

/** The names of the architectures. */
export const ARCHITECTURES: readonly string[] = Object.keys(NETWORKS);

/** A small network of an architecture, with random weights. */
export async function smallNetwork(name: string): Promise<Model> {
  const network = NETWORKS[name]!;
  if (network instanceof URL) return await loadModel(fileURLToPath(network));
  const parts = new Parts();
  const bytes = parts.draft.file(network(parts).name);
  return await withFolder(async (folder) => {
    const path = `${folder}/model.onnx`;
    await Deno.writeFile(path, bytes);
    return await loadModel(path);
  });
}
