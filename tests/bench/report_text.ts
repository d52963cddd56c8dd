import { formatTable } from "./format_table.ts";
import type { Failure, Row } from "./measurement.ts";
import type { StartUp } from "./start_up.ts";

const HEADER = [
  "network",
  "batch",
  "forward",
  "+ gradient",
  "FullGrad",
  "gradient / forward",
  "FullGrad / forward",
  "forward % of peak",
  "FullGrad % of peak",
  "tensors MB",
  "heap MB",
  "peak MB",
];

const PEER_HEADER = [
  "network",
  "batch",
  "forward",
  "+ gradient",
  "FullGrad",
  "summed",
  "FullGrad / forward",
  "peak MB",
  "ours / FullGrad",
  "ours / summed",
];

/**
 * The times and memory of our own code, one row a case.
 *
 * @param rows The cases.
 * @param peak GFLOP/s of the micro-kernel on all threads.
 */
export function ownTable(rows: readonly Row[], peak: number): string {
  const percentOfPeak = (operations: number, milliseconds: number) =>
    (100 * operations / milliseconds / 1e6 / peak).toFixed(0);
  return formatTable([
    HEADER,
    ...rows.map(({ case: asked, ours }) => {
      const name = [asked.network, String(asked.batch)];
      if (isFailure(ours)) return [...name, `failed: ${ours.error}`];
      const { ms, perForward } = ours;
      return [
        ...name,
        ...[ms.forward, ms.inputGradient, ms.fullGrad].map(whole),
        perForward.inputGradient.toFixed(2),
        perForward.fullGrad.toFixed(2),
        percentOfPeak(ours.operations, ms.forward),
        // The gradient by the input takes as many again.
        percentOfPeak(2 * ours.operations, ms.fullGrad),
        megabytes(ours.tensorBytes),
        ours.heapBytes === null ? "-" : megabytes(ours.heapBytes),
        megabytes(ours.peakBytes),
      ];
    }),
  ]);
}

/** The times and memory of PyTorch, and how many times as long ours take. */
export function peerTable(rows: readonly Row[]): string {
  return formatTable([
    PEER_HEADER,
    ...rows.map(({ case: asked, ours, peer }) => {
      const name = [asked.network, String(asked.batch)];
      if (peer === undefined || isFailure(peer)) {
        return [...name, `failed: ${peer?.error}`];
      }
      const { ms } = peer;
      const quotients = isFailure(ours) ? ["-", "-"] : [
        (ours.ms.fullGrad / ms.fullGrad).toFixed(2),
        (ours.ms.fullGrad / ms.fullGradSummed).toFixed(2),
      ];
      return [
        ...name,
        ...[ms.forward, ms.inputGradient, ms.fullGrad, ms.fullGradSummed].map(
          whole,
        ),
        (ms.fullGrad / ms.forward).toFixed(2),
        megabytes(peer.peakBytes),
        ...quotients,
      ];
    }),
  ]);
}

/** The forward pass of onnxruntime-web, and how many times as long ours takes. */
export function onnxTable(rows: readonly Row[]): string {
  return formatTable([
    ["network", "batch", "forward", "peak MB", "ours / forward"],
    ...rows.map(({ case: asked, ours, onnx }) => {
      const name = [asked.network, String(asked.batch)];
      if (onnx === undefined || isFailure(onnx)) {
        return [...name, `failed: ${onnx?.error}`];
      }
      return [
        ...name,
        whole(onnx.ms.forward),
        megabytes(onnx.peakBytes),
        isFailure(ours) ? "-" : (ours.ms.forward / onnx.ms.forward).toFixed(2),
      ];
    }),
  ]);
}

/** The steps to a first heatmap. */
export function startUpTable({ process, kernel }: StartUp): string {
  const total = (steps: object) =>
    Object.values(steps).reduce<number>((sum, ms) => sum + ms, 0);
  return [
    formatTable([
      ["process", "import", "load model", "FullGrad", "display", "together"],
      ["", ...Object.values(process).map(whole), whole(total(process))],
    ]),
    formatTable([
      ["notebook", "kernel", "set-up cell", "heatmap cell", "together"],
      ["", ...Object.values(kernel).map(whole), whole(total(kernel))],
    ]),
  ].join("\n\n");
}

function isFailure(result: object): result is Failure {
  return "error" in result;
}

function whole(value: number): string {
  return value.toFixed(0);
}

function megabytes(bytes: number): string {
  return whole(bytes / 1e6);
}
