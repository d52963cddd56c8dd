import * as tf from "@tensorflow/tfjs";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type { TermAttributes } from "../../kernels/bias_term/args.ts";
import type { TermInputs } from "../../kernels/bias_term/term.ts";
import { runShader } from "../run_shader.ts";
import { channelRescaledMap } from "./channel_rescaled_map.ts";
import pixelStats from "./pixel_stats.wgsl" with { type: "text" };
import rescaledMap from "./rescaled_map.wgsl" with { type: "text" };
import row from "./row.wgsl" with { type: "text" };
import siteStats from "./site_stats.wgsl" with { type: "text" };
import { termSite } from "./term_site.ts";

/** Rescalings that one pass over the gradient is enough for. */
const RESCALES = { none: 0, layer: 1, batch: 1, max: 2 } as const;

/**
 * What our WASM kernel of the name FullGradBiasTerm computes: sums `[N]` and
 * absolute sums `[N]` of a site's terms, and maps `[N, h, w]`. No term is ever
 * stored.
 */
export function biasTerm(
  backend: WebGPUBackend,
  inputs: TermInputs,
  { maps, rescale, epsilon }: TermAttributes,
): tf.TensorInfo[] {
  const { g } = inputs;
  const site = termSite(inputs);
  const { images, imagePixels, channels } = site;
  if (images * imagePixels * channels === 0) {
    return emptyOutputs(backend, g.shape, maps.length);
  }
  const perImage: tf.TensorInfo[] = [];
  const written = (maps.length === 0 ? ["absolute"] as const : maps)
    .map((magnitude) => {
      const stats = runShader(backend, {
        name: "pixel_stats",
        code: site.code + pixelStats,
        inputs: site.inputs,
        integers: site.integers(magnitude),
        shape: [images * imagePixels, 5],
        groups: images * imagePixels,
        groupSize: 64,
      });
      const limits = runShader(backend, {
        name: "site_stats",
        code: siteStats,
        inputs: { stats },
        integers: { images, imagePixels },
        shape: [4, images],
        groups: images,
        groupSize: 256,
      });
      if (perImage.length === 0) {
        perImage.push(rowOf(backend, limits, 0), rowOf(backend, limits, 1));
      }
      const map = maps.length === 0
        ? undefined
        : rescale === "channel"
        ? channelRescaledMap(backend, site, magnitude, epsilon, g.shape)
        : runShader(backend, {
          name: "rescaled_map",
          code: rescaledMap,
          inputs: { stats, limits },
          integers: {
            pixels: images * imagePixels,
            images,
            imagePixels,
            channels,
            rescale: RESCALES[rescale],
            wholeBatch: rescale === "batch" ? 1 : 0,
          },
          floats: { epsilon },
          shape: g.shape.slice(0, 3),
          groups: Math.ceil(images * imagePixels / 64),
          groupSize: 64,
        });
      backend.disposeData(stats.dataId);
      backend.disposeData(limits.dataId);
      return map;
    });
  return [
    ...perImage,
    ...written.filter((map) => map !== undefined),
  ];
}

/** A row of a matrix. */
function rowOf(
  backend: WebGPUBackend,
  rows: tf.TensorInfo,
  index: number,
): tf.TensorInfo {
  const columns = rows.shape[1]!;
  return runShader(backend, {
    name: "row",
    code: row,
    inputs: { rows },
    integers: { row: index, columns },
    shape: [columns],
    groups: Math.ceil(columns / 64),
    groupSize: 64,
  });
}

/** What a site without elements comes to. */
function emptyOutputs(
  backend: WebGPUBackend,
  shape: readonly number[],
  maps: number,
): tf.TensorInfo[] {
  const [images, height, width] = shape as [number, number, number];
  return [
    [images],
    [images],
    ...Array.from({ length: maps }, () => [images, height, width]),
  ].map((shape) =>
    backend.makeTensorInfo(
      shape,
      "float32",
      new Float32Array(tf.util.sizeFromShape(shape)),
    )
  );
}
