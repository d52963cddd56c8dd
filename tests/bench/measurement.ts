import type { BackendName } from "../../lib/backend/mod.ts";
import type { Work } from "./roofline.ts";

/** What is measured in a process of its own. */
export interface Case {
  readonly network: string;
  readonly batch: number;
  readonly runs: number;
  readonly backend: BackendName;
  readonly threads: number;
}

/** Milliseconds a batch, round by round. */
export type Times = readonly number[];

/** What a network's process says of itself in the end. */
export interface Footprint {
  /** Multiplications and additions of a forward pass over the batch. */
  readonly operations: number;
  /** The calls of a pass, and what each computes and moves at least. */
  readonly work: {
    readonly forward: readonly Work[];
    readonly fullGrad: readonly Work[];
  };
  /** Bytes of the tensors that stay, which are the weights. */
  readonly tensorBytes: number;
  /** Size of the WASM heap, which never shrinks; null on other backends. */
  readonly heapBytes: number | null;
  /** Greatest resident memory of the process, networks' creation included. */
  readonly peakBytes: number;
}

/** One network on our own code. */
export interface Measurement extends Footprint {
  readonly times: {
    /** Our own forward pass, which the methods begin with. */
    readonly forward: Times;
    readonly inputGradient: Times;
    readonly fullGrad: Times;
  };
}

/** One network in PyTorch. */
export interface PeerMeasurement {
  readonly version: string;
  readonly threads: number;
  readonly times: {
    readonly forward: Times;
    readonly inputGradient: Times;
    /**
     * As the authors' code: every channel of every layer is resized. None of a
     * transformer, of whose terms that code finds one.
     */
    readonly fullGrad?: Times;
    /** The same map with the channels of a layer summed first. */
    readonly fullGradSummed?: Times;
  };
  readonly peakBytes: number;
}

/** One network's forward pass in onnxruntime-web. */
export interface OnnxMeasurement {
  readonly version: string;
  readonly threads: number;
  readonly times: { readonly forward: Times };
  readonly peakBytes: number;
}

/** What the machine does at best. */
export interface Peak {
  /** GFLOP/s of the micro-kernel on one thread. */
  readonly gflops: number;
  /** Gigabytes a second that all threads read from the last cache. */
  readonly cacheBandwidth: number;
  /** Gigabytes a second that all threads read from memory. */
  readonly memoryBandwidth: number;
  /** Whether multiply-adds are fused. */
  readonly relaxed: boolean;
}

/** A measurement that did not come about. */
export interface Failure {
  readonly error: string;
}

/** Whether it is one. */
export function isFailure(result: object): result is Failure {
  return "error" in result;
}

/** One network with one size of batch. */
export interface Row {
  readonly case: Case;
  readonly ours: Measurement | Failure;
  /** Absent where peers are not asked for, or the network is no ONNX file. */
  readonly onnx?: OnnxMeasurement | Failure;
  /** The same under Node; absent where there is none. */
  readonly node?: OnnxMeasurement | Failure;
  /** Absent where there is no PyTorch. */
  readonly peer?: PeerMeasurement | Failure;
}
