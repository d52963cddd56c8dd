import { renderParts, SHAPE_SIZE } from "../../data/mod.ts";
import { type Evaluation, partImportance } from "../../evaluation/mod.ts";
import { loadModel } from "../../model/mod.ts";
import type { Claim, Finding, Series } from "../claim.ts";
import { imageRanges } from "../image_ranges.ts";
import { comparison, standings } from "../page_parts.ts";
import { RANKING_METHODS } from "./methods.ts";

const MEASURES = ["parts"];

/** Of pictures that no other experiment has looked at. */
const SEED = 1509;

const SIZE = 10;

const PARTS: Series = {
  name: "shapes_vgg9",
  about: "our own network on our own pictures",
  needs: [],
  unit: "images",
  whole: 500,
  measures: MEASURES,
  slices: async (_, scale) => {
    const model = await loadModel("shapes_vgg9");
    return imageRanges(scale, SIZE).map(({ name, start, end }) => {
      const count = end - start;
      const side = SHAPE_SIZE;
      return {
        name,
        start,
        run: (options) => {
          const drawn = renderParts({ seed: SEED, count, start });
          return partImportance(model, {
            images: { data: drawn.rgb, shape: [count, side, side, 3] },
            removed: {
              data: drawn.removed,
              shape: [drawn.parts.length, side, side, 3],
            },
            parts: drawn.parts,
            regions: drawn.regions,
          }, { methods: RANKING_METHODS, ...options });
        },
      };
    });
  },
};

/** What parts of a drawn object are worth is known: the ranking of them. */
export const PART_IMPORTANCE: Claim = {
  name: "part_importance",
  title: "FullGrad where the importance of parts is known",
  paper:
    "Hesse et al. (FunnyBirds, ICCV 2023) rank parts of drawn birds by rendering them without each; FullGrad is not among their methods. This is the same with our own drawings.",
  code: "lib/reproduction/claims/part_importance.ts",
  series: [PARTS],
  protocol:
    `Pictures of \`renderParts\`, seed ${SEED}, which nothing was chosen on. Spearman over the parts of an object between the sum of the map over a part and what the logit of the predicted class loses without it. Maps are magnitudes, but for the signed FullGrad. Higher is better. A picture of one part has no number.`,
  limits: [
    "One network, and drawings: what ranks parts here may not rank them in photos.",
    "Where larger parts are worth more, any map that is positive everywhere does well: read a method beside the random map, whose sums are the sizes.",
    "Objects have few parts: one picture says little.",
  ],
  finding,
};

function finding(evaluations: ReadonlyMap<string, Evaluation>): Finding {
  const evaluation = evaluations.get(PARTS.name)!;
  const columns = MEASURES.map((measure) => ({
    title: measure,
    evaluation,
    measure,
  }));
  return {
    summary: standings("FullGrad", columns),
    body: [
      `n = ${evaluation.data.images.names.length} pictures.`,
      comparison("FullGrad", columns),
    ].join("\n\n"),
    figures: { parts: evaluation.barsFigure("parts") },
  };
}
