import type { EngineKernel } from "../../engine/engine_kernel.ts";
import { term } from "./term.ts";
import { upsampleAdd } from "./upsample_add.ts";

/** The steps that FullGrad does at a bias site, fused. */
export const biasTermKernels: readonly EngineKernel[] = [
  { kernelName: "FullGradBiasTerm", kernelFunc: term },
  { kernelName: "FullGradUpsampleAdd", kernelFunc: upsampleAdd },
];
