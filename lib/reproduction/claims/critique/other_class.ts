import type { Claim } from "../../claim.ts";
import { folded } from "../../page_parts.ts";
import { meansFigures, shown, statementsFigure } from "./figures.ts";
import {
  controlTable,
  meansTable,
  statementsTable,
  summaryOf,
} from "./findings.ts";
import { PLACES, SUBJECTS } from "./networks.ts";
import { otherClassSeries } from "./series.ts";
import { OTHER_CLASS_LATER } from "./later_statements.ts";
import { OTHER_CLASS } from "./statements.ts";
import {
  CHOICE,
  MAGNITUDE,
  NETWORKS,
  NO_PROOF,
  PAPER,
  partsOf,
  SPEARMAN,
  VARIANTS,
} from "./words.ts";

/** The map for the predicted class, and that for another one. */
export const OTHER_CLASS_CLAIM: Claim = {
  name: "critique_other_class",
  title: "Positive aggregation and propagation: the map of another class",
  paper: `${PAPER}the explained output.`,
  code: "lib/reproduction/claims/critique/other_class.ts",
  series: SUBJECTS.map(otherClassSeries),
  protocol:
    `How alike (Spearman, of maps as they are and of magnitudes) the map for the predicted class and that for another class, drawn at random, are. ${VARIANTS} ${NETWORKS}. ${CHOICE}`,
  limits: [
    "0 is not the goal: both classes may rightly look at the same object. 1 is a map that knows no class.",
    "A map that is 0 everywhere has no order and counts as 0, as ReLU'd GradCAM often is for a class that the network does not see: the signed form is compared for that reason.",
    "On a network that ends in a global average pool all neurons of a channel of the last layer have the same gradient: mean ReLU(g) and ReLU(mean g) are one map there, by construction.",
    NO_PROOF,
  ],
  finding: (evaluations) => {
    const parts = partsOf(evaluations, "");
    const subtitle =
      "Mean over images; 1: the map does not depend on the class";
    const signed = meansFigures(parts, {
      name: "spearman",
      measure: SPEARMAN,
      title: "Another class",
      subtitle,
      range: [-1, 1],
    });
    const magnitudes = meansFigures(parts, {
      name: "magnitudes",
      measure: MAGNITUDE,
      title: "Another class, magnitudes",
      subtitle,
      range: [-1, 1],
    });
    return {
      summary: summaryOf(parts, OTHER_CLASS),
      body: [
        "![statements](statements.svg)",
        statementsTable(parts, OTHER_CLASS),
        "Looked at afterwards, which confirms nothing: rectifying after the mean costs the class as well, on most of these networks more than rectifying before it adds.",
        statementsTable(parts, OTHER_CLASS_LATER),
        shown(signed),
        "Of magnitudes: `abs()` inflates what signs would tell apart.",
        shown(magnitudes),
        folded(
          "Spearman, less the class-agnostic map of the same layer, or the class-agnostic FullGrad, which have 1; Holm's p over the aggregations of a layer",
          controlTable(parts, PLACES, SPEARMAN),
        ),
        folded(
          "Spearman, all means, with intervals over images",
          meansTable(parts, SPEARMAN),
        ),
        folded(`${MAGNITUDE}, all means`, meansTable(parts, MAGNITUDE)),
      ].join("\n\n"),
      figures: {
        statements: statementsFigure(
          parts,
          OTHER_CLASS,
          "Another class: what differs",
        ),
        ...signed,
        ...magnitudes,
      },
    };
  },
};
