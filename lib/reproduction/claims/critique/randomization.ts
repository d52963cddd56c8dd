import type { Evaluation } from "../../../evaluation/mod.ts";
import type { Claim, Finding } from "../../claim.ts";
import { digits, folded, markdownTable } from "../../page_parts.ts";
import { meansFigures, shown, statementsFigure } from "./figures.ts";
import {
  controlTable,
  meansTable,
  type Part,
  pointOf,
  statementsTable,
  summaryOf,
} from "./findings.ts";
import { STAGES, SUBJECTS } from "./networks.ts";
import { DRAWS, randomizationSeries } from "./series.ts";
import { CASCADING, INDEPENDENT, type Statement } from "./statements.ts";
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

const NO_RANKING =
  "No ranking of methods: uninformative maps, such as the random one, score best (Binder et al. 2023).";

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
    code: "lib/reproduction/claims/critique/randomization.ts",
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
          `Weights re-drawn, ${draw}:\n\n${summaryOf(parts, statements)}`
        ).join("\n\n"),
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
              folded(
                "Spearman, less the class-agnostic control of the same layer, or of FullGrad; intervals over images and draws, Holm's p over the aggregations of a layer",
                controlTable(parts, ["last", "middle"], SPEARMAN, i + 1),
              ),
              folded(
                "Spearman, with intervals over images",
                meansTable(parts, SPEARMAN, i + 1),
              ),
              folded(MAGNITUDE, meansTable(parts, MAGNITUDE, i + 1)),
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
    `${title}: n = ${data.images.names.length} images, draws: ${drawsOf(data)}`
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

export const CASCADING_CLAIM = randomizationClaim("cascading", CASCADING, {
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

export const INDEPENDENT_CLAIM = randomizationClaim(
  "independent",
  INDEPENDENT,
  {
    protocol:
      "One stage is re-drawn at a time: upper, middle or lower (the logits alone are the first step of the cascade).",
    steps: ["nothing", "upper stage", "middle stage", "lower stage"],
    extra: () => [],
  },
);
