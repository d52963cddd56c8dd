import type { Json } from "../../display/mod.ts";
import type { Images } from "../../image/mod.ts";
import type { Model } from "../../model/mod.ts";
import {
  type Columns,
  imagesFingerprint,
  type Job,
  modelFingerprint,
} from "../units/mod.ts";
import type { Entrant } from "./entrant.ts";
import type { FillContext } from "./fill.ts";
import type { PerturbationSettings } from "./perturbation_options.ts";
import { REMOVAL_COLUMNS } from "./removal_columns.ts";
import type { RemovalPlan } from "./removal_plan.ts";

/** Everything that decides the outputs of a removal. */
export interface RemovalJobParts {
  readonly model: Model;
  readonly images: Images;
  readonly context: FillContext;
  /** The watched class of every image; `undefined` for the predicted one. */
  readonly classes: readonly number[] | undefined;
  readonly settings: PerturbationSettings;
  readonly plans: readonly RemovalPlan[];
  /** Position of the first image of every block. */
  readonly starts: readonly number[];
  readonly entrants: readonly Entrant[];
  /** The outputs of a block, for one method. */
  readonly compute: (entrant: Entrant, start: number) => Promise<Columns>;
}

/**
 * A removal as units of work, each a block of images and a method: all methods
 * of a block, then the next block.
 */
export async function removalJob(
  name: string,
  parts: RemovalJobParts,
): Promise<Job> {
  const { model, images, context, classes, settings, plans } = parts;
  return {
    name,
    settings: {
      model: await modelFingerprint(model),
      images: await imagesFingerprint(images),
      plans: JSON.parse(JSON.stringify(plans)) as Json,
      fill: JSON.parse(JSON.stringify(context)) as Json,
      classes: classes ?? "predicted",
      ...settings,
    },
    columns: REMOVAL_COLUMNS,
    units: parts.starts.flatMap((start) =>
      parts.entrants.map((entrant) => ({
        labels: { method: entrant.name, first_image: start },
        settings: entrant.key,
        compute: () => parts.compute(entrant, start),
      }))
    ),
  };
}
