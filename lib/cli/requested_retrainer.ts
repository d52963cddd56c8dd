import {
  type Retrainer,
  retrainer,
  type RetrainerOptions,
} from "../evaluation/mod.ts";
import { resNet8, vgg9, type VggPlan } from "../training/mod.ts";
import { choice } from "./choice.ts";
import { numbers } from "./numbers.ts";

/** What the command line asks to be trained. */
export interface TrainingRequest {
  readonly network?: string | undefined;
  readonly width?: string | undefined;
  readonly epochs?: string | undefined;
  readonly "batch-size"?: string | undefined;
}

/** Five convolutions, which learn our own images in seconds. */
const SMALL: VggPlan = [8, "M", 16, "M", 32, "M", 64, "M", 64];

type Network = NonNullable<RetrainerOptions["network"]>;

/** The networks by name, of a width. */
const NETWORKS: Readonly<Record<string, (width: number) => Network>> = {
  small: (width) => (options) => vgg9({ ...options, width, plan: SMALL }),
  vgg9: (width) => (options) => vgg9({ ...options, width }),
  resNet8: (width) => (options) => resNet8({ ...options, width }),
};

/** What trains the networks. */
export function requestedRetrainer(request: TrainingRequest): Retrainer {
  const { network = "small", width = "1" } = request;
  const [factor] = numbers("width", width);
  return retrainer({
    name: `${network} × ${factor}`,
    network: choice("network", network, NETWORKS)(factor!),
    optimizer: { kind: "adam" },
    epochs: numbers("epochs", request.epochs ?? "5")[0]!,
    batchSize: numbers("batch-size", request["batch-size"] ?? "32")[0]!,
  });
}
