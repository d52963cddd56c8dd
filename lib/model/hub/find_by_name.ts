import type { ReadOptions } from "../../files/mod.ts";
import type { FoundModel } from "../model_folder.ts";
import { findOnHub } from "./find_on_hub.ts";
import { findOnTorchvision } from "./find_on_torchvision.ts";
import type { HubOptions } from "./hub_name.ts";

/** Who publishes models, by what a name begins with. */
const PUBLISHERS = {
  hf: findOnHub,
  torchvision: findOnTorchvision,
} as const;

type Publisher = keyof typeof PUBLISHERS;

/** Whether a source is the name of a published model. */
export function isModelName(source: unknown): source is string {
  return typeof source === "string" && publisherOf(source) !== undefined;
}

/**
 * The model of a name.
 *
 * @throws {TypeError} If the name is written otherwise.
 * @throws {RangeError} If there is no such model, or it is of more bytes than
 * allowed.
 * @throws {Error} If it cannot be fetched, or is not what it must be.
 */
export async function findByName(
  source: string,
  options: HubOptions,
  reading: ReadOptions,
): Promise<FoundModel> {
  return await PUBLISHERS[publisherOf(source)!](source, options, reading);
}

function publisherOf(source: string): Publisher | undefined {
  return (Object.keys(PUBLISHERS) as Publisher[])
    .find((publisher) => source.startsWith(`${publisher}:`));
}
