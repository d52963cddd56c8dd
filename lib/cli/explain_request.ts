import type { BackendName } from "../backend/mod.ts";
import {
  asModel,
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
  const { output, classes, preprocessing } = request;
  const classNames = classes === undefined
    ? undefined
    : await readNames(classes);
  const loaded = await asUsageAbout(
    /the output/,
    () =>
      loadModel(request.model, {
        ...(output !== undefined &&
          { output: /^\d+$/.test(output) ? Number(output) : output }),
      }),
  );
  return asUsage(() =>
    asModel(loaded, {
      ...(classNames && { classNames }),
      ...(preprocessing && { preprocessing }),
    })
  );
}

/** Finds the names of options in the words that refuse one of them. */
export function wordOf(names: readonly string[]): RegExp {
  return names.length === 0 ? /$^/ : new RegExp(`\\b(${names.join("|")})\\b`);
}
