import * as tf from "@tensorflow/tfjs";
import type { StateDict } from "../formats/state_dict/stored_tensor.ts";
import type { Network } from "../model.ts";
import { NetworkBuilder, type Place } from "./network_builder.ts";

/**
 * A residual network in torchvision's layout: ResNet-18 to -152, wide ones and
 * ResNeXt, as its weights say.
 *
 * Source: He et al., "Deep Residual Learning for Image Recognition", CVPR 2016;
 * the stride of a bottleneck lies in its 3×3 convolution, as in torchvision.
 */
export function resNet(
  tensors: StateDict,
  shape: readonly number[],
  from: string,
): Network {
  const net = new NetworkBuilder(tensors, shape);
  let at = net.conv2d("conv1", net.image, { stride: 2, padding: 3 });
  at = net.relu("relu", net.batchNorm("bn1", at));
  at = net.maxPool("maxpool", at, 3, { stride: 2, padding: 1 });
  for (const stage of [1, 2, 3, 4]) {
    for (const block of blocksOf(net, `layer${stage}`)) {
      const stride = stage > 1 && block.endsWith(".0") ? 2 : 1;
      at = residualBlock(net, block, at, stride);
    }
  }
  const pooled = net.adaptiveAveragePool("avgpool", at, 1);
  return net.finish(net.linear("fc", pooled), from);
}

/**
 * A residual network for CIFAR, 3 stages of 16, 32 and 64 filters, in the layout
 * of akamaster/pytorch_resnet_cifar10: where a stage begins, the shortcut takes
 * every other pixel and fills up the channels with zeros (option A of the paper,
 * section 4.2).
 */
export function cifarResNet(
  tensors: StateDict,
  shape: readonly number[],
  from: string,
): Network {
  const net = new NetworkBuilder(tensors, shape);
  let at = net.conv2d("conv1", net.image, { padding: 1 });
  at = net.relu("relu", net.batchNorm("bn1", at));
  const kernels: tf.Tensor[] = [];
  for (const stage of [1, 2, 3]) {
    for (const block of blocksOf(net, `layer${stage}`)) {
      const begins = stage > 1 && block.endsWith(".0");
      at = basicBlock(net, block, at, begins ? 2 : 1, (from, to) => {
        if (!begins) return from;
        const kernel = optionA(from.shape[2]!, to.shape[2]!);
        kernels.push(kernel);
        const name = `${block}.shortcut`;
        return net.fixedConv2d(name, from, () => kernel, to.shape, 2);
      });
    }
  }
  const pooled = net.adaptiveAveragePool("avgpool", at, 1);
  const network = net.finish(net.linear("linear", pooled), from);
  return {
    ...network,
    dispose: () => {
      network.dispose();
      tf.dispose(kernels);
    },
  };
}

/** The names of a stage's blocks, as many as the weights have. */
function blocksOf(net: NetworkBuilder, stage: string): readonly string[] {
  const names: string[] = [];
  while (net.has(`${stage}.${names.length}.conv1.weight`)) {
    names.push(`${stage}.${names.length}`);
  }
  return names;
}

function residualBlock(
  net: NetworkBuilder,
  block: string,
  from: Place,
  stride: number,
): Place {
  const shortcut = () => {
    if (!net.has(`${block}.downsample.0.weight`)) return from;
    const projected = net.conv2d(`${block}.downsample.0`, from, { stride });
    return net.batchNorm(`${block}.downsample.1`, projected);
  };
  if (!net.has(`${block}.conv3.weight`)) {
    return basicBlock(net, block, from, stride, shortcut);
  }
  let at = net.conv2d(`${block}.conv1`, from);
  at = net.relu(`${block}.relu1`, net.batchNorm(`${block}.bn1`, at));
  at = net.conv2d(`${block}.conv2`, at, { stride, padding: 1 });
  at = net.relu(`${block}.relu2`, net.batchNorm(`${block}.bn2`, at));
  at = net.batchNorm(`${block}.bn3`, net.conv2d(`${block}.conv3`, at));
  const sum = net.add(`${block}.add`, at, shortcut());
  return net.relu(`${block}.relu3`, sum);
}

function basicBlock(
  net: NetworkBuilder,
  block: string,
  from: Place,
  stride: number,
  shortcut: (from: Place, to: Place) => Place,
): Place {
  let at = net.conv2d(`${block}.conv1`, from, { stride, padding: 1 });
  at = net.relu(`${block}.relu1`, net.batchNorm(`${block}.bn1`, at));
  at = net.conv2d(`${block}.conv2`, at, { padding: 1 });
  at = net.batchNorm(`${block}.bn2`, at);
  const sum = net.add(`${block}.add`, at, shortcut(from, at));
  return net.relu(`${block}.relu2`, sum);
}

/** `[1, 1, from, to]`: the channels in the middle, zeros around them. */
function optionA(from: number, to: number): tf.Tensor {
  const values = new Float32Array(from * to);
  const before = (to - from) >> 1;
  for (let i = 0; i < from; i++) values[i * to + before + i] = 1;
  return tf.tensor(values, [1, 1, from, to]);
}
