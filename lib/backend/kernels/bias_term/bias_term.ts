import type { EngineKernel, KernelBinary } from "../../engine/mod.ts";
import { activationTerm } from "./activation_term.ts";
import { term } from "./term.ts";
import { upsampleAdd } from "./upsample_add.ts";

/** The steps that FullGrad does at a bias site, fused. */
export const biasTermKernels: readonly EngineKernel[] = [
  { kernelName: "FullGradBiasTerm", kernelFunc: term },
  { kernelName: "FullGradActivationTerm", kernelFunc: activationTerm },
  { kernelName: "FullGradUpsampleAdd", kernelFunc: upsampleAdd },
];

/** Where the binary lies. */
export const biasTermBinary: KernelBinary = {
  operation: "bias_term",
  plain: new URL("./bias_term.wasm", import.meta.url),
};
