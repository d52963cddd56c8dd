import { SHARD_INDEX } from "./formats/state_dict/read_shards.ts";
import type { WeightsOptions } from "./weights/load_weights.ts";
import type { Model, ModelOptions } from "./model.ts";

/** What a file says of its model, or its name does. */
export type FileNames = Omit<ModelOptions, "name" | "output"> & {
  readonly name: string;
};

/** The file's name without its ending. */
export function nameOf(location: URL): string {
  const file = decodeURIComponent(location.pathname.split("/").at(-1)!);
  return file.replace(SHARD_INDEX, "").replace(/\.\w+$/, "") || "network";
}

/** A graph has no name: its file has, or the folder of a model.json. */
export function graphName(location: URL): string {
  const name = nameOf(location);
  if (name !== "model") return name;
  const [, folder = name] = /([^/]+)\/[^/]*$/.exec(location.pathname) ?? [];
  return decodeURIComponent(folder);
}

/** Weights are called like their file; the rest is what their architecture says. */
export function weightsNames(
  location: URL,
  { architecture }: WeightsOptions,
): FileNames {
  const { classNames, preprocessing } =
    architecture !== undefined && "graph" in architecture
      ? architecture
      : {} as Partial<Model>;
  return {
    name: nameOf(location),
    ...(classNames && { classNames }),
    ...(preprocessing && { preprocessing }),
  };
}
