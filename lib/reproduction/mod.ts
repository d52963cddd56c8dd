/**
 * The papers' claims on real networks: what is run, and what is said of it.
 *
 * @module
 */
export type { Claim, Finding, Series, Slice } from "./claim.ts";
export { CIFAR_VGG9 } from "./claims/right_figure.ts";
export { CLAIMS } from "./claims/mod.ts";
export { DATA, DataFolder, type DataName } from "./data_folder.ts";
export { claimEvaluations, claimPages } from "./claim_page.ts";
export { reproduce, type ReproduceOptions } from "./reproduce.ts";
