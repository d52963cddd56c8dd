import { equalWeights, layerNamed } from "../../methods/mod.ts";
import type { Model } from "../../model/mod.ts";
import { isRecord } from "../../options/mod.ts";
import type { TargetInput } from "../../propagation/mod.ts";
import type { MethodEntry } from "../result/mod.ts";

type Described = Pick<MethodEntry, "name" | "settings">;

/**
 * Which methods have the same maps as one before them by construction, by name:
 * class activation maps of one layer whose weights the graph makes equal, and that
 * differ in nothing else.
 */
export function equalMethods(
  model: Model,
  methods: readonly Described[],
  target: TargetInput,
): ReadonlyMap<string, NonNullable<MethodEntry["sameAs"]>> {
  const { graph } = model;
  const groups = Map.groupBy(methods, ({ settings }) => {
    if (!isRecord(settings)) return undefined;
    const { layer, weights, ...rest } = settings;
    return typeof layer === "string" && typeof weights === "string"
      ? JSON.stringify([layer, rest])
      : undefined;
  });
  groups.delete(undefined);
  const found = new Map<string, NonNullable<MethodEntry["sameAs"]>>();
  for (const group of groups.values()) {
    const { layer } = camOf(group[0]!);
    const equals = equalWeights(graph, layerNamed(model, layer), target);
    for (const { weights, because } of equals) {
      const [first, ...others] = group.filter((method) =>
        weights.includes(camOf(method).weights)
      );
      for (const { name } of others) {
        found.set(name, { method: first!.name, because });
      }
    }
  }
  return found;
}

function camOf(
  { settings }: Described,
): { readonly layer: string; readonly weights: string } {
  return settings as { layer: string; weights: string };
}
