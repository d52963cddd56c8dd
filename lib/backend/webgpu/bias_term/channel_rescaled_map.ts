import type * as tf from "@tensorflow/tfjs";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type { TermMagnitude } from "../../kernels/bias_term/args.ts";
import { runShader } from "../run_shader.ts";
import channelLimits from "./channel_limits.wgsl" with { type: "text" };
import channelMap from "./channel_map.wgsl" with { type: "text" };
import channelShares from "./channel_shares.wgsl" with { type: "text" };
import type { TermSite } from "./term_site.ts";

/** Pixels of a channel that one invocation looks at. */
const BLOCK_PIXELS = 256;

/**
 * The map `[N, h, w]` whose channels are each rescaled to 0…1: a pass over the
 * gradient for their limits, and one for the map.
 */
export function channelRescaledMap(
  backend: WebGPUBackend,
  site: TermSite,
  magnitude: TermMagnitude,
  epsilon: number,
  shape: readonly number[],
): tf.TensorInfo {
  const { images, imagePixels, channels } = site;
  const blocks = Math.ceil(imagePixels / BLOCK_PIXELS);
  const integers = site.integers(magnitude);
  const limits = runShader(backend, {
    name: "channel_limits",
    code: site.code + channelLimits,
    inputs: site.inputs,
    integers: {
      ...integers,
      images,
      imagePixels,
      blocks,
      blockPixels: BLOCK_PIXELS,
    },
    shape: [images, blocks, channels, 2],
    groups: Math.ceil(images * blocks * channels / 64),
    groupSize: 64,
  });
  const shares = runShader(backend, {
    name: "channel_shares",
    code: channelShares,
    inputs: { limits },
    integers: { images, blocks, channels },
    floats: { epsilon },
    shape: [images, channels, 2],
    groups: Math.ceil(images * channels / 64),
    groupSize: 64,
  });
  const map = runShader(backend, {
    name: "channel_map",
    code: site.code + channelMap,
    inputs: { ...site.inputs, shares },
    integers: { ...integers, imagePixels },
    shape: shape.slice(0, 3),
    groups: images * imagePixels,
    groupSize: 64,
  });
  backend.disposeData(limits.dataId);
  backend.disposeData(shares.dataId);
  return map;
}
