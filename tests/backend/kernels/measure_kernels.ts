import type * as tf from "@tensorflow/tfjs";
import {
  type EngineKernel,
  type FullgradBackend,
  tfjsKernel,
} from "../../../lib/backend/engine/mod.ts";
import { hasRelaxedSimd } from "../../../lib/backend/engine/kernel_binaries.ts";
import { randomTensor, startKernels } from "./start_kernels.ts";

/** A call to measure, on tensors of random values. */
export interface MeasuredCall {
  /** What is special about it. */
  readonly name: string;
  readonly kernelName: string;
  /** The shapes of its tensors by name. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly attrs?: Readonly<Record<string, unknown>>;
  /** Bytes that must be read and written at least. */
  readonly bytes: number;
  /** The kernels of tfjs that do the same, one after the other; default: itself. */
  readonly tfjs?: (
    run: (
      kernelName: string,
      inputs: tf.NamedTensorInfoMap,
      attrs?: Record<string, unknown>,
    ) => tf.TensorInfo,
    inputs: tf.NamedTensorInfoMap,
  ) => void;
}

/** Calls of each in turn; the fastest counts, as others use the machine too. */
const ROUNDS = 60;

/**
 * Prints of every call GB/s on one thread and on all, and how many times faster
 * than tfjs's kernel both are.
 */
export async function measureKernels(
  operation: string,
  kernels: readonly EngineKernel[],
  calls: readonly MeasuredCall[],
  threads = navigator.hardwareConcurrency,
): Promise<void> {
  const backend = await startKernels([operation], {
    threads: 1,
    relaxed: hasRelaxedSimd(),
  });
  for (const call of calls) {
    const named = Object.fromEntries(
      Object.entries(call.shapes).map((
        [name, shape],
      ) => [name, randomTensor(backend, shape)]),
    );
    // Concat and AddN take a list.
    const inputs = "0" in named ? Object.assign([], named) : named;
    const { kernelFunc } = kernels.find((kernel) =>
      kernel.kernelName === call.kernelName
    )!;
    const { attrs = {} } = call;
    const ours = () => [kernelFunc({ inputs, attrs, backend })].flat();
    const theirs = () => tfjsOutputs(backend, call, inputs);
    const [one, before] = await fastest(backend, 1, ours, theirs);
    const [all] = await fastest(backend, threads, ours, theirs);
    const rate = (ms: number) => (call.bytes / ms / 1e6).toFixed(1);
    const ratio = (ms: number) =>
      before === undefined ? "none of tfjs" : `${(before / ms).toFixed(1)}×`;
    console.log(
      `${`${call.kernelName} ${call.name}`.padEnd(46)} ${one!.toFixed(3)} ms ${
        rate(one!)
      } GB/s ${ratio(one!)} · ${threads} threads ${all!.toFixed(3)} ms ${
        rate(all!)
      } GB/s ${ratio(all!)}`,
    );
    for (const { dataId } of Object.values(inputs)) backend.disposeData(dataId);
  }
  backend.dispose();
}

async function fastest(
  backend: FullgradBackend,
  threads: number,
  ...variants: (() => readonly tf.TensorInfo[] | undefined)[]
): Promise<(number | undefined)[]> {
  await backend.setThreads(threads);
  const best = variants.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round++) {
    variants.forEach((run, i) => {
      const start = performance.now();
      const outputs = run();
      const elapsed = performance.now() - start;
      if (outputs) best[i] = Math.min(best[i]!, elapsed);
      outputs?.forEach(({ dataId }) => backend.disposeData(dataId));
    });
  }
  return best.map((ms) => ms === Infinity ? undefined : ms);
}

/** What tfjs's kernels give, undefined where there is none. */
function tfjsOutputs(
  backend: FullgradBackend,
  { kernelName, attrs = {}, tfjs }: MeasuredCall,
  inputs: tf.NamedTensorInfoMap,
): readonly tf.TensorInfo[] | undefined {
  const outputs: tf.TensorInfo[] = [];
  const run = (
    name: string,
    inputs: tf.NamedTensorInfoMap,
    attrs: Record<string, unknown> = {},
  ) => {
    const out = tfjsKernel(name)({ inputs, attrs, backend });
    outputs.push(...[out].flat());
    return outputs.at(-1)!;
  };
  try {
    if (tfjs) tfjs(run, inputs);
    else run(kernelName, inputs, attrs);
    return outputs;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
