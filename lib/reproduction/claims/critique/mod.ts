/**
 * The critique of positive aggregation and propagation (Khakzar, Baselizadeh &
 * Navab 2020), test by test.
 *
 * @module
 */
import type { Evaluation } from "../../../evaluation/mod.ts";
import type { Claim, Finding } from "../../claim.ts";
import { digits, markdownTable } from "../../page_parts.ts";
import {
  controlTable,
  escaped,
  meansFigures,
  meansTable,
  type Part,
  pointOf,
  shown,
  statementsFigure,
  statementsTable,
  summaryOf,
} from "./findings.ts";
import { PLACES, STAGES, SUBJECTS } from "./networks.ts";
import {
  DRAWS,
  otherClassSeries,
  randomizationSeries,
  twoObjectsSeries,
} from "./series.ts";
import {
  CASCADING,
  INDEPENDENT,
  OTHER_CLASS,
  type Statement,
  TWO_OBJECTS,
} from "./statements.ts";

const PAPER =
  "Khakzar, Baselizadeh & Navab (2020, arXiv 2012.00362), abstract: with positive gradients only, in aggregating a layer (GradCAM++, FullGrad) or in propagating (LRP, RectGrad, Guided Backprop), maps look salient but are insensitive to ";

const VARIANTS =
  "The variants are ours, built to test the claim; they are no copy of that paper's experiments, whose body was not at hand. Layer × aggregation (`last`, `before` and `middle` layer; `signed` is GradCAM without its final ReLU, `meanGradient` GradCAM, `meanPositive` mean ReLU(g), `positiveMean` ReLU(mean g), `plusPlus` GradCAM++ as in the paper's equation, `plusPlusNormalized` as in its authors' code, `allOnes` the class-agnostic control of the same layer), FullGrad's aggregations, and the propagation rules, whose maps are signed sums over colors.";

const CHOICE =
  "The statements were chosen on shapes VGG9, by the notebooks positive_aggregation and positive_propagation (12 images of another seed), and written down before another network was looked at ([statements.ts](../../../lib/reproduction/claims/critique/statements.ts)). Differences are paired on the same images, intervals are of 95 % (bootstrap over images, and over draws where there are several), p is of the randomization test over images, corrected (Holm) for all statements of a network.";

const NETWORKS = SUBJECTS.map(({ title, layers }) =>
  `${title}: ${
    PLACES.map((place) => `${place} \`${layers[place]}\``).join(", ")
  }`
).join("; ");

const CODE = "lib/reproduction/claims/critique/mod.ts";

const SPEARMAN = "Spearman";
const MAGNITUDE = "Spearman of |map|";
const COMMON = "share that both maps have in common";
const NULL_PLAYER = "Σ |map| of the other object over its own";

const NO_PROOF =
  "Sensitive is not faithful: that a map changes with the class or the weights does not show that it explains a decision.";
const NO_RANKING =
  "No ranking of methods: uninformative maps, such as the random one, score best (Binder et al. 2023).";

/** The networks that there are numbers of, for a part of the series' names. */
function partsOf(
  evaluations: ReadonlyMap<string, Evaluation>,
  rest: string,
): readonly Part[] {
  return SUBJECTS.flatMap(({ name, title }, i) => {
    const evaluation = evaluations.get(`${name}${rest}`);
    return evaluation === undefined
      ? []
      : [{ title, chose: i === 0, evaluation }];
  });
}

/** The map for the predicted class, and that for another one. */
const OTHER_CLASS_CLAIM: Claim = {
  name: "critique_other_class",
  title: "Positive aggregation and propagation: the map of another class",
  paper: `${PAPER}the explained output.`,
  code: CODE,
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
        shown(signed),
        "Of magnitudes: `abs()` inflates what signs would tell apart.",
        shown(magnitudes),
        "## Against the control of the same layer",
        "Spearman, method less the class-agnostic map of its layer, or the class-agnostic FullGrad, which have 1; Holm's p over the aggregations of a layer.",
        controlTable(parts, PLACES, SPEARMAN),
        "## All means",
        "Spearman, with intervals over images:",
        meansTable(parts, SPEARMAN),
        `${escaped(MAGNITUDE)}:`,
        meansTable(parts, MAGNITUDE),
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

/** The maps for the classes of two objects in one picture. */
const TWO_OBJECTS_CLAIM: Claim = {
  name: "critique_two_objects",
  title: "Positive aggregation and propagation: two objects in one picture",
  paper: `${PAPER}the explained output.`,
  code: CODE,
  series: SUBJECTS.flatMap(twoObjectsSeries),
  protocol:
    `Class sensitivity, [Σ_A min(H1, H2) + Σ_B min(H1, H2)] / [Σ_A H1 + Σ_B H2], and null player, [Σ_B H1 + Σ_A H2] / [Σ_A H1 + Σ_B H2] (at most 10), H1 and H2 being |map| for the class of object A and of object B; lower is better, a map that knows no class has 1 in both, a random one 2/3 and 1. On shapes, the generator draws two objects, and a region is the half with the object. On real networks, a picture is the middle halves of two images side by side, taken two by two in a fixed order, where both classes are among the network's first two (CIFAR) or five (ImageNet). ${VARIANTS} ${NETWORKS}. ${CHOICE}`,
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
      measure: COMMON,
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
      summary: summaryOf(parts, TWO_OBJECTS),
      body: [
        "![statements](statements.svg)",
        statementsTable(parts, TWO_OBJECTS),
        shown(common),
        shown(other),
        "## Against the control of the same layer",
        "Class sensitivity, method less the class-agnostic map of its layer, or the class-agnostic FullGrad, which have 1; Holm's p over the aggregations of a layer.",
        controlTable(parts, PLACES, COMMON),
        "## All means",
        "Class sensitivity, with intervals over pictures:",
        meansTable(parts, COMMON),
        "Null player:",
        meansTable(players, NULL_PLAYER),
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

/** What maps are like after stages of a network are re-drawn. */
function randomizationClaim(
  order: "cascading" | "independent",
  statements: readonly Statement[],
  words: {
    readonly protocol: string;
    /** What of the network is re-drawn at each point, the first one nothing. */
    readonly steps: readonly string[];
    readonly extra: (
      evaluations: ReadonlyMap<string, Evaluation>,
    ) => readonly string[];
  },
): Claim {
  const { protocol, steps, extra } = words;
  return {
    name: `critique_${order}`,
    title: `Positive aggregation and propagation: ${order} randomization`,
    paper: `${PAPER}the network's parameters.`,
    code: CODE,
    series: SUBJECTS.flatMap((subject) => randomizationSeries(subject, order)),
    protocol:
      `How alike (Spearman, signed and of magnitudes) the maps of the trained network and of one with re-drawn weights are, the explained class being the original prediction. ${protocol} Draws of the weights: each layer's own \`initializer\` (biases become 0), \`normal\`, N(0, 0.1), and a \`permutation\` of each weight; several draws of each, batch normalization's running statistics kept. ${VARIANTS} ${NETWORKS}. ${CHOICE}`,
    limits: [
      NO_RANKING,
      "Images with one object in the middle keep maps alike whatever the network knows (Yona & Greenfeld 2021); randomization from the top keeps the scale of the activations below. That is why the class-agnostic map of the same layer stands beside every aggregation.",
      "A signed similarity below 0 is a map whose sign has turned: of LRP z⁺ the whole map is multiplied by the re-drawn logit. Magnitudes tell that, and hide what signs would tell of the gradient: both are here.",
      NO_PROOF,
    ],
    finding: (evaluations): Finding => {
      const drawn = DRAWS.flatMap((draw) => {
        const parts = partsOf(evaluations, `-${draw}`);
        if (parts.length === 0) return [];
        const means = steps.slice(1).map((step, i) => ({
          step,
          figures: meansFigures(parts, {
            name: `${draw}-${i + 1}`,
            measure: SPEARMAN,
            step: i + 1,
            title: `${step} re-drawn (${draw})`,
            subtitle:
              "Mean Spearman to the original map; 1: it does not depend on what is re-drawn",
            range: [-1, 1],
          }),
        }));
        return [{ draw, parts, means }];
      });
      return {
        summary: drawn.map(({ draw, parts }) =>
          `Draw ${draw}: ${summaryOf(parts, statements)}`
        ).join(". "),
        body: [
          ...extra(evaluations),
          ...drawn.flatMap(({ draw, parts, means }) => [
            `## Draw: ${draw}`,
            drawText(parts),
            statementsTable(parts, statements),
            `![statements](statements-${draw}.svg)`,
            ...means.flatMap(({ step, figures }, i) => [
              `### ${step} (${draw})`,
              shown(figures),
              "Spearman, less the class-agnostic control of the same layer, or of FullGrad; intervals over images and draws, Holm's p over the aggregations of a layer:",
              controlTable(parts, ["last", "middle"], SPEARMAN, i + 1),
              "Spearman, with intervals over images:",
              meansTable(parts, SPEARMAN, i + 1),
              `${escaped(MAGNITUDE)}:`,
              meansTable(parts, MAGNITUDE, i + 1),
            ]),
          ]),
        ].join("\n\n"),
        figures: Object.fromEntries(drawn.flatMap(({ draw, parts, means }) => [
          [
            `statements-${draw}`,
            statementsFigure(parts, statements, `Weights re-drawn (${draw})`),
          ] as const,
          ...means.flatMap(({ figures }) => Object.entries(figures)),
        ])),
      };
    },
  };
}

/** How many images and draws there are of each network. */
function drawText(parts: readonly Part[]): string {
  return parts.map(({ title, evaluation: { data } }) =>
    `${title}: n = ${data.images.names.length} images, ${drawsOf(data)} draws`
  ).join("; ") + ".";
}

/** How many of the repeats have numbers. */
function drawsOf({ values, repeats }: Evaluation["data"]): number {
  return Array.from(
    { length: repeats.count },
    (_, k) =>
      values.some((value, i) => i % repeats.count === k && value !== null),
  ).filter(Boolean).length;
}

const ANCHORS = [
  ["Guided Backprop", ".996", ".986", "guidedBackprop"],
  ["GradCAM", ".71", ".51", "last meanGradient"],
  ["gradient", ".33", "−.004", "gradient"],
] as const;

/** The anchor numbers beside ours, of the draw that is nearest to theirs. */
function anchorTable(
  evaluations: ReadonlyMap<string, Evaluation>,
): readonly string[] {
  const parts = partsOf(evaluations, "-normal");
  if (parts.length === 0) return [];
  const ours = ({ evaluation }: Part, method: string, measure: string) =>
    [1, 2].map((step) =>
      digits(
        evaluation.interval(method, measure, { at: pointOf(evaluation, step) })
          .mean,
      )
    ).join(", ");
  return [
    "## Beside the numbers of two of its authors",
    "Signed Spearman after re-drawing the classifier, and the block below it as well. Theirs, in later code: ResNet-50, 1,000 images of ImageNet, weights from N(0, 0.1), batch normalization's statistics kept. Ours, draw `normal`: the logits, and the stage below as well. They are **not comparable** number by number: another network with other weights, other images, and a stage is not a block; the order of the rows is what can be looked at. In magnitudes their gradient stays at .49, .37: that is what `abs()` adds.",
    markdownTable(
      ["", "theirs", ...parts.map(({ title }) => title)],
      [
        ...ANCHORS.map(([name, first, second, method]) => [
          name,
          `${first}, ${second}`,
          ...parts.map((part) => ours(part, method, SPEARMAN)),
        ]),
        [
          "gradient, magnitudes",
          ".49, .37",
          ...parts.map((part) => ours(part, "gradient", MAGNITUDE)),
        ],
      ],
    ),
  ];
}

const CASCADING_CLAIM = randomizationClaim("cascading", CASCADING, {
  protocol: `Stages are re-drawn from the logits down and stay re-drawn: ${
    STAGES.join(", then ")
  }.`,
  steps: [
    "nothing",
    "logits",
    "logits and upper",
    "all but lower",
    "everything",
  ],
  extra: anchorTable,
});

const INDEPENDENT_CLAIM = randomizationClaim("independent", INDEPENDENT, {
  protocol:
    "One stage is re-drawn at a time: upper, middle or lower (the logits alone are the first step of the cascade).",
  steps: ["nothing", "upper stage", "middle stage", "lower stage"],
  extra: () => [],
});

/** The claims of the critique. */
export const CRITIQUE: readonly Claim[] = [
  OTHER_CLASS_CLAIM,
  TWO_OBJECTS_CLAIM,
  CASCADING_CLAIM,
  INDEPENDENT_CLAIM,
];
