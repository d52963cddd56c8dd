import { shownUrl } from "../../files/mod.ts";
import {
  isRecord,
  type OptionRequirements,
  positiveInteger,
} from "../../options/mod.ts";
import { asModel } from "../as_model.ts";
import type { Model, ModelInput, Network } from "../model.ts";
import { ARCHITECTURES } from "../zoo/mod.ts";
import { storedNotes } from "../formats/export_notes.ts";
import type { KerasWeight } from "../formats/keras_file/read_keras_file.ts";
import type { InputSize } from "../formats/onnx/image_input.ts";
import { weightsByModule } from "../formats/state_dict/read_state_dict.ts";
import {
  type StateDict,
  storedTensor,
} from "../formats/state_dict/stored_tensor.ts";
import {
  fromKeras,
  fromPyTorch,
  ontoLayersModel,
} from "./onto_layers_model.ts";

/** What a file that holds weights alone does not say. */
export interface WeightsOptions {
  /**
   * The network whose weights a file holds, for a file that says no layers: a
   * `tf.LayersModel`, or the model that another file holds. Its weights are
   * replaced, and it belongs to the loaded model from then on.
   *
   * @default known from the names, for torchvision's VGGs, ResNets and ViTs and
   * the ResNets for CIFAR
   */
  readonly architecture?: ModelInput | undefined;
  /**
   * Height, width and channels of an image, for a file that leaves them open.
   *
   * @default those that the architecture was published for
   */
  readonly inputShape?: InputSize | undefined;
  /**
   * Number of attention heads of a vision transformer, which its weights do not
   * say, 1 or more.
   *
   * @default that of torchvision's ViT of this width
   */
  readonly heads?: number | undefined;
}

/** What {@linkcode WeightsOptions} must be. */
export const WEIGHTS_OPTIONS: OptionRequirements<
  Omit<WeightsOptions, "inputShape">
> = {
  heads: positiveInteger,
  architecture: {
    expected: "a tf.LayersModel or a loaded model",
    isType: (value) =>
      typeof value === "object" && value !== null &&
      (!isRecord(value) && "layers" in value || "graph" in value),
  },
};

/**
 * The network that files of PyTorch or safetensors hold the weights of.
 *
 * @throws {SyntaxError} If they are of no known architecture, or do not fit the
 * one that is given.
 */
export function loadStateDict(
  tensors: StateDict,
  location: URL,
  output: number | string,
  { architecture, inputShape, heads }: WeightsOptions,
): Network {
  const notes = notesOfTypes([...tensors.values()].map(({ type }) => type));
  if (architecture !== undefined) {
    const model = outputOf(architecture, output);
    const modules = weightsByModule(tensors);
    ontoLayersModel(model, modules, fromPyTorch, shownUrl(location));
    return { ...model, notes };
  }
  const known = Object.values(ARCHITECTURES).find(({ fits }) => fits(tensors));
  if (known === undefined) {
    throw noArchitecture(location, [...tensors.keys()]);
  }
  const network = known.build(
    tensors,
    inputShape ?? known.inputShape(tensors),
    shownUrl(location),
    heads,
  );
  return { ...network, notes };
}

/**
 * The given architecture with the weights of a Keras file that holds no layers.
 *
 * @throws {SyntaxError} If no architecture is given, or the weights do not fit.
 */
export function loadKerasWeights(
  weights: readonly KerasWeight[],
  location: URL,
  output: number | string,
  { architecture }: WeightsOptions,
): Network {
  if (architecture === undefined) {
    throw noArchitecture(location, weights.map(({ name }) => name));
  }
  const model = outputOf(architecture, output);
  const notes = notesOfTypes(weights.map(({ type }) => type));
  const modules = new Map(
    [...Map.groupBy(
      weights,
      ({ name }) => name.slice(0, name.lastIndexOf("/")),
    )]
      .map(([layer, own]) => [
        layer,
        new Map(own.map(({ name, shape, values }) => [
          name.slice(name.lastIndexOf("/") + 1),
          storedTensor(new Uint8Array(values.buffer), "float32", shape),
        ])),
      ]),
  );
  ontoLayersModel(model, modules, fromKeras, shownUrl(location));
  return { ...model, notes };
}

/** The given architecture; of a loaded model the output is chosen already. */
function outputOf(architecture: ModelInput, output: number | string): Model {
  return asModel(
    architecture,
    "graph" in architecture && output === 0 ? {} : { output },
  );
}

/** Of the precision of weights; counters and masks of whole numbers have none. */
export function notesOfTypes(
  types: readonly (string | undefined)[],
): readonly string[] {
  return storedNotes(
    types.filter((type) => type !== undefined)
      .filter((type) => type !== "float32" && /float/.test(type)),
  );
}

/** How many names of weights an error shows. */
const SHOWN = 4;

function noArchitecture(location: URL, names: readonly string[]): SyntaxError {
  return new SyntaxError(
    `Cannot load the model as ${
      shownUrl(location)
    } holds weights and no layers: give the network as the option architecture, a tf.LayersModel, or export it to ONNX; its weights are ${
      names.slice(0, SHOWN).join(", ")
    }${names.length > SHOWN ? ", …" : ""}`,
  );
}
