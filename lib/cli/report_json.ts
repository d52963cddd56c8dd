import type { SaliencyMap } from "../aggregation/mod.ts";
import type { BiasGradients } from "../decomposition/mod.ts";

/** The numbers of an explanation, for other programs. */
export function reportJson(
  map: SaliencyMap,
  layers: BiasGradients,
): Record<string, unknown> {
  const { target } = layers;
  return {
    model: map.model.name,
    image: map.images.names[0],
    backend: map.backend,
    target: {
      label: target.label,
      class: target.classes[0] ?? null,
      name: target.names[0] ?? null,
      value: target.values[0],
    },
    logits: [...layers.logits.values],
    terms: layers.layers.map((
      { site, sums, absolute, shareOfOutput, shareOfTerms, spatial },
    ) => ({
      site: site.name,
      kind: site.kind,
      ...("bias" in site && { bias: site.bias }),
      sum: sums[0],
      absolute: absolute[0],
      shareOfOutput: shareOfOutput[0],
      shareOfTerms: shareOfTerms[0],
      spatial,
    })),
    completeness: layers.completeness[0],
    map: {
      method: map.method,
      settings: map.settings,
      shape: map.shape.slice(1),
      values: [...map.at(0)],
    },
    notes: map.notes,
  };
}
