import * as tf from "@tensorflow/tfjs";
import {
  chain,
  halfPixel,
  MapAccumulator,
  placelessNote,
  SaliencyMap,
  signed,
} from "../aggregation/mod.ts";
import { addAll } from "../backend/mod.ts";
import { decompose, sitesOfNode, type Term } from "../decomposition/mod.ts";
import type { ImageInput } from "../image/mod.ts";
import {
  type AnyNode,
  asModel,
  type Model,
  type ModelInput,
} from "../model/mod.ts";
import {
  checkOptions,
  either,
  nonNegativeInteger,
  type OptionRequirements,
  text,
} from "../options/mod.ts";
import {
  EXPLAIN_OPTIONS,
  explainInChunks,
  type ExplainOptions,
  RULE_OPTIONS,
  type RuleOptions,
} from "../propagation/mod.ts";
import { layerInputNodes, layerNamed } from "./layers.ts";
import { passSettings } from "./pass_settings.ts";

/** The options of {@linkcode fullGradPlus}. */
export interface FullGradPlusOptions extends ExplainOptions, RuleOptions {
  /**
   * The first layer that enters: its index in `layerInputs(model)`, or the name
   * of a layer of `layersOf(model)`, at whose output or behind it the first one
   * begins; 3 is an index, "3" a name. Terms of what lies before are left out,
   * those of biases too.
   *
   * @default {0}, all layers
   */
  readonly from?: number | string;
}

/** What the options of {@linkcode fullGradPlus} must be. */
export const FULL_GRAD_PLUS_OPTIONS: OptionRequirements<FullGradPlusOptions> = {
  ...EXPLAIN_OPTIONS,
  ...RULE_OPTIONS,
  from: either(nonNegativeInteger, text),
};

/** Signed and linear: what speaks for and against may cancel. */
const PLUS_PSI = chain(signed, halfPixel);

/**
 * The FullGrad+ saliency of every pixel: input × gradient of every layer and the
 * bias terms, all signed,
 * `S(x) = Σ_l Σ_channels ∇x_l f ⊙ x_l + Σ_b Σ_channels ∇b f ⊙ b`, with `x_l` the
 * input of layer l, each resized to the image between pixel centers.
 *
 * Layers are those of `layerInputs`, the image being the first's input. The
 * paper's are the blocks of a vision transformer; here attention and perceptron
 * are a layer each, and the patches and the classifier too. What it adds up is no
 * decomposition: every layer's input × gradient alone is the output less the
 * bias terms behind it, so that terms count once a layer; without biases the
 * terms of L layers come to L · f. Bias terms are explicit and implicit; with
 * `rules: LIBRA`, as in the paper, most networks have explicit ones only. What
 * has no place in the image, as class tokens and dense layers, is not in the map;
 * `notes` says its share of Σ |terms|. The map has no `terms` and no
 * `completeness`: there is no sum that they would be parts of. What the output is
 * the sum of, `biasGradients` says.
 *
 * Of SkipPLUS, which leaves out the first half of the layers, it is
 * `from: Math.floor(layerInputs(model).length / 2)`; the bias terms of these
 * layers are left out as well, where the paper's equation sums over all layers.
 *
 * Source: Mehri et al., "LibraGrad", CVPR 2025, arXiv 2411.16760, section 2.1.
 * Every layer counts the same output again: depth adds weight, no evidence.
 *
 * @param model A loaded model or a `tf.LayersModel`.
 * @param images One image or a batch: paths, URLs, pixels or values.
 * @param options What is explained, by which rules, and from which layer on.
 * @returns A map `[N, H, W]`, signed.
 * @throws {TypeError} If the images do not fit the model, or an option does not
 * exist or has another type.
 * @throws {RangeError} If the target does not exist, or no layer begins at
 * `from`.
 *
 * @example
 * ```ts
 * import { fullGradPlus, loadModel } from "fullgrad";
 * import { layerInputs } from "fullgrad/methods";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const from = Math.floor(layerInputs(model).length / 2);
 * const map = await fullGradPlus(model, "data/images/boat.png", { from });
 * assert(map.signed);
 * assertEquals(map.settings.layers, layerInputs(model).slice(4).map(({ name }) => name));
 * ```
 */
export async function fullGradPlus(
  model: ModelInput,
  images: ImageInput,
  options: FullGradPlusOptions = {},
): Promise<SaliencyMap> {
  checkOptions("run fullGradPlus", options, FULL_GRAD_PLUS_OPTIONS);
  const loaded = asModel(model);
  const layers = layersFrom(loaded, options.from ?? 0);
  const sites = new Set(
    loaded.graph.nodes.filter(({ id }) => id > layers[0]!.id)
      .flatMap((node) => sitesOfNode(node, options.rules))
      .map(({ name }) => name),
  );
  const { arrays, explained } = await explainInChunks(
    loaded,
    images,
    options,
    (chunk) => {
      const [count, height, width] = chunk.image.shape;
      const maps = new MapAccumulator(PLUS_PSI, [height, width]);
      const sums = { all: [tf.zeros([count])], lost: [tf.zeros([count])] };
      const add = (term: Term) => {
        const { absolute, placeless, inputGradient } = maps.add(term);
        const lost = term.spatial ? placeless?.absolute : absolute;
        sums.all.push(absolute);
        if (lost !== undefined) sums.lost.push(lost);
        return inputGradient;
      };
      const pass = decompose(chunk, (term) => {
        const { kind, name } = term.site;
        if (kind === "input") return undefined; // The first layer's.
        // What the target adds lies behind every layer.
        return kind === "target" || sites.has(name) ? add(term) : undefined;
      }, { of: layers, visit: add });
      return {
        ...pass,
        tensors: {
          map: maps.map(count),
          all: addAll(sums.all),
          lost: addAll(sums.lost),
        },
      };
    },
  );
  return new SaliencyMap({
    ...explained,
    notes: [
      ...explained.notes,
      ...placelessNotes(arrays.lost.values, arrays.all.values),
    ],
    method: "FullGrad+",
    values: arrays.map.values,
    whyEmpty: "its terms are 0, cancel, or have no place in the image",
    signed: true,
    settings: {
      psi: PLUS_PSI.name,
      layers: layers.map(({ name }) => name),
      ...passSettings(options),
    },
  });
}

/**
 * The inputs of the layers from one on.
 *
 * @throws {RangeError} If there is none.
 */
function layersFrom(model: Model, from: number | string): readonly AnyNode[] {
  const inputs = layerInputNodes(model.graph);
  const layers = typeof from === "number"
    ? inputs.slice(from)
    : inputs.filter(({ id }) => id >= layerNamed(model, from).id);
  if (layers.length > 0) return layers;
  const last = JSON.stringify(inputs.at(-1)!.name);
  throw new RangeError(
    `Cannot run fullGradPlus as from must be at most ${
      inputs.length - 1
    }, or a layer not behind ${last}, where the last of ${inputs.length} layers of "${model.name}" begins: current value is ${
      JSON.stringify(from)
    }`,
  );
}

function placelessNotes(
  lost: Float32Array,
  all: Float32Array,
): readonly string[] {
  const total = (values: Float32Array) => values.reduce((a, b) => a + b, 0);
  return placelessNote(
    [total(lost) / total(all)],
    "the sum of absolute terms of all layers",
    "those of dense layers, class tokens and their kin",
  );
}
