import type { Claim } from "../../claim.ts";
import { folded } from "../../page_parts.ts";
import { meansFigures, shown, statementsFigure } from "./figures.ts";
import {
  controlTable,
  meansTable,
  statementsTable,
  summaryOf,
} from "./findings.ts";
import {
  NULL_PLAYER,
  TWO_OBJECTS_OTHERS,
  TWO_OBJECTS_PLAYERS,
} from "./later_statements.ts";
import { PLACES, SUBJECTS } from "./networks.ts";
import { twoObjectsSeries } from "./series.ts";
import { CLASS_SENSITIVITY, TWO_OBJECTS } from "./statements.ts";
import {
  CHOICE,
  NETWORKS,
  NO_PROOF,
  PAPER,
  partsOf,
  VARIANTS,
} from "./words.ts";

const AFTERWARDS =
  "Not written down beforehand, and no confirmation: other rules, and the other measure, whose verdict on a rule may be the opposite one.";

/** The maps for the classes of two objects in one picture. */
export const TWO_OBJECTS_CLAIM: Claim = {
  name: "critique_two_objects",
  title: "Positive aggregation and propagation: two objects in one picture",
  paper: `${PAPER}the explained output.`,
  code: "lib/reproduction/claims/critique/two_objects.ts",
  series: SUBJECTS.flatMap(twoObjectsSeries),
  protocol:
    `Class sensitivity, [Σ_A min(H1, H2) + Σ_B min(H1, H2)] / [Σ_A H1 + Σ_B H2], and null player, [Σ_B H1 + Σ_A H2] / [Σ_A H1 + Σ_B H2] (at most 10), H1 and H2 being |map| for the class of object A and of object B; lower is better, a map that knows no class has 1 in both, a random one 2/3 and 1. On shapes, the generator draws two objects, and a region is the half with the object. On real networks, a picture is the middle halves of two images side by side, taken two by two in a fixed order, then, of those left over, in other pairs, where both classes are among the network's first two (CIFAR) or five (ImageNet); no image is in two pictures. ${VARIANTS} ${NETWORKS}. ${CHOICE}`,
  limits: [
    "Coarse maps overlap more than fine ones, and sparse ones least, whatever they explain: compare within a family, or with the control of the same layer.",
    "Two halves of photos are unlike what the networks were trained on, and the pairs are those that the network can read.",
    NO_PROOF,
  ],
  finding: (evaluations) => {
    const parts = partsOf(evaluations, "-class-sensitivity");
    const players = partsOf(evaluations, "-null-player");
    const common = meansFigures(parts, {
      name: "class-sensitivity",
      measure: CLASS_SENSITIVITY,
      title: "Class sensitivity",
      subtitle: "Mean over pictures; 1: the map does not depend on the class",
      range: [0, 1],
    });
    const other = meansFigures(players, {
      name: "null-player",
      measure: NULL_PLAYER,
      title: "Null player",
      subtitle: "Mean over pictures; 1: no preference for the own object",
      range: [0, 2],
    });
    return {
      summary: [
        "By class sensitivity:",
        summaryOf(parts, TWO_OBJECTS),
        AFTERWARDS,
        summaryOf(parts, TWO_OBJECTS_OTHERS),
        "By the null player:",
        summaryOf(players, TWO_OBJECTS_PLAYERS),
      ].join("\n\n"),
      body: [
        "![statements](statements.svg)",
        statementsTable(parts, TWO_OBJECTS),
        AFTERWARDS,
        statementsTable(parts, TWO_OBJECTS_OTHERS),
        "By the null player:",
        statementsTable(players, TWO_OBJECTS_PLAYERS),
        shown(common),
        shown(other),
        folded(
          "Class sensitivity, less the class-agnostic map of the same layer, or the class-agnostic FullGrad, which have 1; Holm's p over the aggregations of a layer",
          controlTable(parts, PLACES, CLASS_SENSITIVITY),
        ),
        folded(
          "Class sensitivity, all means, with intervals over pictures",
          meansTable(parts, CLASS_SENSITIVITY),
        ),
        folded("Null player, all means", meansTable(players, NULL_PLAYER)),
      ].join("\n\n"),
      figures: {
        statements: statementsFigure(
          parts,
          TWO_OBJECTS,
          "Two objects: what differs",
        ),
        ...common,
        ...other,
      },
    };
  },
};
