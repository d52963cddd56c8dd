import type { StateDict } from "../formats/state_dict/stored_tensor.ts";
import type { Network } from "../model.ts";
import { NetworkBuilder, type Place } from "./network_builder.ts";

/** How many convolutions stand before each of the five pools. */
const STAGES: Readonly<Record<number, readonly number[]>> = {
  8: [1, 1, 2, 2, 2],
  10: [2, 2, 2, 2, 2],
  13: [2, 2, 3, 3, 3],
  16: [2, 2, 4, 4, 4],
};

/**
 * VGG-11, -13, -16 or -19 in torchvision's layout, with or without batch
 * normalization, as its weights say.
 *
 * Source: Simonyan & Zisserman, "Very Deep Convolutional Networks for
 * Large-Scale Image Recognition", ICLR 2015.
 *
 * @throws {SyntaxError} If the weights have no such number of convolutions.
 */
export function vgg(
  tensors: StateDict,
  shape: readonly number[],
  from: string,
): Network {
  const net = new NetworkBuilder(tensors, shape);
  const convolutions =
    [...tensors].filter(([name, { shape }]) =>
      /^features\.\d+\.weight$/.test(name) && shape.length === 4
    ).length;
  const stages = STAGES[convolutions];
  if (stages === undefined) {
    throw new SyntaxError(
      `Cannot load the weights as a VGG must have ${
        Object.keys(STAGES).join(", ")
      } convolutions: ${from} has ${convolutions}`,
    );
  }
  const normalizes = net.has("features.1.running_mean");
  let [at, module]: [Place, number] = [net.image, 0];
  const next = () => `features.${module++}`;
  for (const count of stages) {
    for (let i = 0; i < count; i++) {
      at = net.conv2d(next(), at, { padding: 1 });
      if (normalizes) at = net.batchNorm(next(), at);
      at = net.relu(next(), at);
    }
    at = net.maxPool(next(), at, 2, { stride: 2 });
  }
  const maps = net.adaptiveAveragePool("avgpool", at, 7);
  const flat = net.flatten("flatten", maps);
  at = net.relu("classifier.1", net.linear("classifier.0", flat, maps));
  at = net.relu("classifier.4", net.linear("classifier.3", at));
  return net.finish(net.linear("classifier.6", at), from);
}
