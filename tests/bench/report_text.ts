import { median, sum } from "d3-array";
import { formatTable } from "./format_table.ts";
import type { WholeExplain } from "./explain_whole.ts";
import { isFailure, type Row, type Times } from "./measurement.ts";
import { ratioOf, ratioText } from "./ratio.ts";
import { leastMilliseconds, type Machine, type Work } from "./roofline.ts";
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

const ROOFLINE_HEADER = [
  "network",
  "batch",
  "forward",
  "% of ours",
  "FullGrad",
  "% of ours",
  "GFLOP as run",
  "as defined",
  "weights MB",
  "maps MB",
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
      const { forward, inputGradient, fullGrad } = ours.times;
      return [
        ...name,
        ...[forward, inputGradient, fullGrad].map(typical),
        quotient(inputGradient, forward),
        quotient(fullGrad, forward),
        percentOfPeak(ours.operations, median(forward)!),
        // The gradient by the input takes as many again.
        percentOfPeak(2 * ours.operations, median(fullGrad)!),
        megabytes(ours.tensorBytes),
        ours.heapBytes === null ? "-" : megabytes(ours.heapBytes),
        megabytes(ours.peakBytes),
      ];
    }),
  ]);
}

/** The least times of passes, and what they are made of. */
export function rooflineTable(
  rows: readonly Row[],
  machine: Machine,
): string {
  return formatTable([
    ROOFLINE_HEADER,
    ...rows.map(({ case: asked, ours }) => {
      const name = [asked.network, String(asked.batch)];
      if (isFailure(ours)) return [...name, `failed: ${ours.error}`];
      const { work: { forward, fullGrad }, times } = ours;
      const leastAndShare = (calls: readonly Work[], measured: Times) => {
        const least = leastMilliseconds(calls, machine);
        const share = 100 * least / median(measured)!;
        return [least.toFixed(1), share.toFixed(0)];
      };
      const total = (name: Exclude<keyof Work, "name">) =>
        sum(fullGrad, (call) => call[name]);
      return [
        ...name,
        ...leastAndShare(forward, times.forward),
        ...leastAndShare(fullGrad, times.fullGrad),
        (total("operations") / 1e9).toFixed(1),
        (total("direct") / 1e9).toFixed(1),
        megabytes(total("weightBytes")),
        megabytes(total("mapBytes")),
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
      const { times } = peer;
      const { forward, inputGradient, fullGrad, fullGradSummed } = times;
      const our = isFailure(ours) ? undefined : ours.times;
      return [
        ...name,
        ...[forward, inputGradient, fullGrad, fullGradSummed].map(typical),
        quotient(fullGrad, forward),
        megabytes(peer.peakBytes),
        quotient(our?.forward, forward),
        quotient(our?.inputGradient, inputGradient),
        quotient(our?.fullGrad, fullGrad),
        quotient(our?.fullGrad, fullGradSummed),
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
        typical(onnx.times.forward),
        megabytes(onnx.peakBytes),
        quotient(
          isFailure(ours) ? undefined : ours.times.forward,
          onnx.times.forward,
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

/** What `fullgrad explain` takes. */
export function explainTable(
  { network, page, numbers }: WholeExplain,
): string {
  return formatTable([
    [network, "ms", "CPU ms"],
    ["numbers alone", whole(numbers.ms), whole(numbers.cpuMs)],
    ["page and picture", whole(page.ms), whole(page.cpuMs)],
  ]);
}

function typical(times: Times | undefined): string {
  return times === undefined ? "-" : whole(median(times)!);
}

function quotient(above: Times | undefined, below: Times | undefined): string {
  return above === undefined || below === undefined
    ? "-"
    : ratioText(ratioOf(above, below));
}

function whole(value: number): string {
  return value.toFixed(0);
}

function megabytes(bytes: number): string {
  return whole(bytes / 1e6);
}
