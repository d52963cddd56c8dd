import type { BackendName } from "../backend/mod.ts";
import {
  asModel,
  type InputSize,
  loadModel,
  type Model,
  type PreprocessingName,
} from "../model/mod.ts";
import { asUsage, asUsageAbout } from "./arguments.ts";
import { readNames } from "./classes.ts";

/** What the command line asks for, as it is parsed. */
export interface ExplainRequest {
  readonly model: string;
  readonly image?: string;
  /** A folder of pictures, in place of one. */
  readonly folder?: string;
  /** Whether the maps of a folder are drawn too. */
  readonly overlays?: boolean;
  /** The network whose weights the model's file holds. */
  readonly architecture?: string;
  readonly heads?: number;
  readonly inputShape?: readonly number[];
  /** Which file of a repository of Hugging Face. */
  readonly file?: string;
  readonly output?: string;
  readonly target?: string;
  readonly method: string;
  /** Options of the method, such as `steps=64`. */
  readonly set?: readonly string[];
  readonly preprocessing?: PreprocessingName;
  readonly fit?: "crop" | "stretch";
  readonly classes?: string;
  readonly backend?: BackendName;
  /** Folder of the files; without it none are written beside JSON. */
  readonly out?: string;
  readonly json?: boolean;
}

/** The network that is asked for. */
export async function loadRequested(request: ExplainRequest): Promise<Model> {
  const { classes, preprocessing } = request;
  const classNames = classes === undefined
    ? undefined
    : await readNames(classes);
  const loaded = await asUsageAbout(/the output/, () => loadWhole(request));
  return asUsage(() =>
    asModel(loaded, {
      ...(classNames && { classNames }),
      ...(preprocessing && { preprocessing }),
    })
  );
}

/** The model, or its architecture with its weights. */
async function loadWhole(request: ExplainRequest): Promise<Model> {
  const { model, architecture, output, heads, inputShape, file } = request;
  const options = {
    ...(output !== undefined &&
      { output: /^\d+$/.test(output) ? Number(output) : output }),
    ...(inputShape && { inputShape: inputShape as InputSize }),
  };
  const weights = { ...(heads && { heads }), ...(file && { file }) };
  return architecture === undefined
    ? await loadModel(model, { ...options, ...weights })
    : await loadModel(model, {
      ...weights,
      architecture: await loadModel(architecture, options),
    });
}

/** Finds the names of options in the words that refuse one of them. */
export function wordOf(names: readonly string[]): RegExp {
  return names.length === 0 ? /$^/ : new RegExp(`\\b(${names.join("|")})\\b`);
}
