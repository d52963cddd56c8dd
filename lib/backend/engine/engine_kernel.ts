import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "./fullgrad_backend.ts";

/** What a kernel is called with. */
export interface KernelCall<
  Inputs extends tf.NamedTensorInfoMap = tf.NamedTensorInfoMap,
  Attributes = Record<string, unknown>,
> {
  /** Its tensors by name. */
  readonly inputs: Inputs;
  /** Its attributes by name. */
  readonly attrs: Attributes;
  /** The backend that it runs on. */
  readonly backend: FullgradBackend;
}

/** A tfjs kernel of ours: what tfjs registers under `kernelName`. */
export interface EngineKernel {
  /** tfjs's name of the operation, `Conv2D`. */
  readonly kernelName: string;
  /** Computes it. */
  // deno-lint-ignore no-explicit-any -- each kernel knows its own inputs and attributes, as in tfjs
  readonly kernelFunc: (call: KernelCall<any, any>) =>
    | tf.TensorInfo
    | tf.TensorInfo[];
}
