import {
  aggregationOf,
  enteringTerms,
  MapAccumulator,
  neighborNotes,
  rescaleMap,
  SaliencyMap,
} from "../../aggregation/mod.ts";
import {
  constantTerm,
  INPUT_SITE,
  sitesOfNode,
} from "../../decomposition/mod.ts";
import type { ImageInput } from "../../image/mod.ts";
import {
  type AnyNode,
  asModel,
  type LayerGraph,
  type ModelInput,
  placementOf,
} from "../../model/mod.ts";
import { checkOptions, type OptionRequirements } from "../../options/mod.ts";
import {
  EXPLAIN_OPTIONS,
  explainInChunks,
  forwardToTarget,
} from "../../propagation/mod.ts";
import { FULL_GRAD_OPTIONS, type FullGradOptions } from "../full_grad.ts";
import { passSettings } from "../pass_settings.ts";

/** The options of {@linkcode classAgnosticFullGrad}. */
export type ClassAgnosticFullGradOptions = Omit<FullGradOptions, "rules">;

const { rules: _, ...OWN } = FULL_GRAD_OPTIONS;

/** What {@linkcode ClassAgnosticFullGradOptions} must be. */
export const CLASS_AGNOSTIC_FULL_GRAD_OPTIONS: OptionRequirements<
  ClassAgnosticFullGradOptions
> = { ...EXPLAIN_OPTIONS, ...OWN };

/**
 * The class-agnostic control of FullGrad: the same aggregation of the same layers,
 * with their activations in the place of the bias-gradients, and the image in that
 * of the input term, `S(x) = ψ(x) + Σ_layers Σ_channels ψ(A)`.
 *
 * A is what a layer that has biases, explicit or implicit, hands on: its output
 * behind its normalization and its activation, once for all biases up to there.
 * Gradients replaced by 1 would leave the biases themselves, which are the same at
 * every pixel: what varies over the image without any gradient is where layers
 * respond. The map knows no class, and nothing of what activations are used for:
 * a FullGrad map that cannot be told from it explains neither. It depends on the
 * weights of all layers.
 *
 * Ours, as a control of class and parameter sensitivity, beside
 * {@linkcode classAgnosticCam}, which is the one of a single layer.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options How layers become a map, as of {@linkcode fullGrad}; the target
 * changes nothing.
 * @returns A map `[N, H, W]`.
 * @throws {TypeError} If the images do not fit the model, or an option does not
 * exist or has another type.
 * @throws {RangeError} If the preset does not exist.
 *
 * @example
 * ```ts
 * import { classAgnosticFullGrad, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const image = new Float32Array(64 * 64 * 3).fill(0.5);
 * const one = await classAgnosticFullGrad(model, image, { target: 1 });
 * const two = await classAgnosticFullGrad(model, image, { target: 2 });
 * assertEquals(one.values, two.values);
 * ```
 */
export async function classAgnosticFullGrad(
  model: ModelInput,
  images: ImageInput,
  options: ClassAgnosticFullGradOptions = {},
): Promise<SaliencyMap> {
  checkOptions(
    "run classAgnosticFullGrad",
    options,
    CLASS_AGNOSTIC_FULL_GRAD_OPTIONS,
  );
  const loaded = asModel(model);
  const { graph } = loaded;
  const { psi, rescalesMap } = aggregationOf(options);
  const enters = enteringTerms(options);
  const layers = [
    ...new Set(
      graph.nodes.filter((node) => sitesOfNode(node).some(enters))
        .map((node) => activationOf(graph, node)),
    ),
  ];
  const { arrays, explained } = await explainInChunks(
    loaded,
    images,
    options,
    (chunk) => {
      const { image } = chunk;
      const [count, height, width] = image.shape;
      const { record, logits, value } = forwardToTarget(chunk, {
        keepOutputsOf: layers.map(({ name }) => name),
      });
      const maps = new MapAccumulator(psi, [height, width]);
      if (enters(INPUT_SITE)) {
        maps.add(constantTerm(image, placementOf(graph, graph.input)));
      }
      for (const { id } of layers) {
        const { output } = record.at(id);
        maps.add(constantTerm(output, placementOf(graph, id)));
      }
      const map = maps.map(count);
      return {
        logits,
        value,
        tensors: { map: rescalesMap ? rescaleMap(map) : map },
      };
    },
  );
  return new SaliencyMap({
    ...explained,
    notes: [
      ...explained.notes,
      ...neighborNotes(psi, explained.images.names.length),
    ],
    method: "Class-agnostic FullGrad",
    values: arrays.map.values,
    signed: psi.magnitude.signed,
    settings: {
      preset: options.preset ?? "idiap",
      psi: psi.name,
      rescalesMap,
      layers: layers.map(({ name }) => name),
      ...(options.implicit === false && { implicit: false }),
      ...passSettings(options),
    },
    whyEmpty:
      `psi (${psi.name}) leaves nothing of its activations, which are the same at every pixel, or cancel`,
  });
}

/** What a layer hands on, behind its own normalization and activation. */
function activationOf(graph: LayerGraph, node: AnyNode): AnyNode {
  const [user, ...others] = graph.nodes.filter(({ inputs }) =>
    inputs.includes(node.id)
  );
  if (user === undefined || others.length > 0) return node;
  if (user.kind === "activation" || user.kind === "prelu") return user;
  return user.kind === "batchNorm" ? activationOf(graph, user) : node;
}
