import { formatTable } from "./format_table.ts";
import type { Failure, Row } from "./measurement.ts";
import type { Loading } from "./onnx/loading.ts";
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
  "ours / forward",
  "ours / gradient",
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
      const our = isFailure(ours) ? undefined : ours.ms;
      return [
        ...name,
        ...[ms.forward, ms.inputGradient, ms.fullGrad, ms.fullGradSummed].map(
          (value) => value === undefined ? "-" : whole(value),
        ),
        quotient(ms.fullGrad, ms.forward),
        megabytes(peer.peakBytes),
        quotient(our?.forward, ms.forward),
        quotient(our?.inputGradient, ms.inputGradient),
        quotient(our?.fullGrad, ms.fullGrad),
        quotient(our?.fullGrad, ms.fullGradSummed),
      ];
    }),
  ]);
}

/**
 * The forward pass of onnxruntime-web, in Deno and under Node, and how many
 * times as long ours takes.
 */
export function onnxTable(rows: readonly Row[]): string {
  const measured = rows.flatMap(({ case: asked, ours, onnx, node }) => [
    ...onnx ? [{ asked, ours, runtime: "Deno", onnx }] : [],
    ...node ? [{ asked, ours, runtime: "Node", onnx: node }] : [],
  ]);
  return formatTable([
    ["network", "batch", "in", "forward", "peak MB", "ours / forward"],
    ...measured.map(({ asked, ours, runtime, onnx }) => {
      const name = [asked.network, String(asked.batch), runtime];
      if (isFailure(onnx)) return [...name, `failed: ${onnx.error}`];
      return [
        ...name,
        whole(onnx.ms.forward),
        megabytes(onnx.peakBytes),
        quotient(
          isFailure(ours) ? undefined : ours.ms.forward,
          onnx.ms.forward,
        ),
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

/** From a file to its first heatmap, beside the peer's first forward pass. */
export function loadingTable(
  { network, ours, onnx, quotient }: Loading,
): string {
  return formatTable([
    ["", "load", "first answer", "together", "ours / peer"],
    ...[[`${network}, ours`, ours] as const, ["onnxruntime-web", onnx] as const]
      .map(([name, { load, first }]) => [
        name,
        ...[load, first, load + first].map(whole),
        name === "onnxruntime-web" ? "" : quotient.toFixed(2),
      ]),
  ]);
}

function isFailure(result: object): result is Failure {
  return "error" in result;
}

function quotient(
  above: number | undefined,
  below: number | undefined,
): string {
  return above === undefined || below === undefined
    ? "-"
    : (above / below).toFixed(2);
}

function whole(value: number): string {
  return value.toFixed(0);
}

function megabytes(bytes: number): string {
  return whole(bytes / 1e6);
}
