import {
  blurred,
  type Evaluation,
  type MethodInput,
  type PairedComparison,
  removeAndRetrain,
  retrainer,
} from "../../evaluation/mod.ts";
import {
  fullGrad,
  gradCam,
  inputGradient,
  integratedGradients,
  randomMap,
  smoothGradSquared,
  sobelEdges,
} from "../../methods/mod.ts";
import { type TrainSettings, vgg9 } from "../../training/mod.ts";
import type { Claim, Finding, Series, Slice } from "../claim.ts";
import {
  comparisonSection,
  intervalCell,
  markdownList,
  markdownTable,
} from "../page_parts.ts";
import { F_FIDELITY, IN_DOMAIN } from "./in_domain.ts";

/**
 * The network that is trained again and again, and how: chosen for the accuracy
 * of the baseline alone, within what two cores can do.
 */
export const CIFAR_VGG9 = {
  width: 0.125,
  epochs: 12,
  batchSize: 64,
  optimizer: { kind: "sgdMomentum", momentum: 0.9, weightDecay: 5e-4 },
  schedule: { kind: "cosine", rate: 0.1 },
  augmentation: { flip: true, crop: 2 },
} as const satisfies TrainSettings & { readonly width: number };

/** What is trained on in one slice: a method, and a control where there is one left. */
interface Ranking {
  readonly methods: Readonly<Record<string, MethodInput>>;
  readonly controls: Readonly<Record<string, MethodInput>>;
}

const RANKINGS: readonly Ranking[] = [
  { methods: { FullGrad: fullGrad }, controls: { Random: randomMap } },
  {
    methods: { GradCAM: gradCam },
    controls: { "Blurred random": blurred(randomMap) },
  },
  {
    methods: { Gradient: inputGradient },
    controls: { "Sobel edges": sobelEdges },
  },
  {
    methods: { "Integrated gradients": integratedGradients },
    controls: {},
  },
  {
    methods: { "SmoothGrad²": smoothGradSquared(inputGradient, { seed: 1 }) },
    controls: {},
  },
];

/** In the order in which a part of them says most. */
const FRACTIONS = [0.5, 0.9, 0.1, 0.7, 0.3];

const RUNS = 3;

/** One or two trainings a slice: run by run, share by share, all methods. */
const ROAR: Series = {
  name: "roar",
  about: "an eighth of the paper's VGG, trained again on masked CIFAR-10",
  needs: ["cifarTraining", "cifarTest", "cifarVgg9"],
  unit: "runs",
  whole: RUNS,
  measures: ["accuracy"],
  slices: async (data, scale) => {
    const model = await data.network("cifarVgg9");
    const images = {
      training: await data.cifar("cifarTraining"),
      test: await data.cifar("cifarTest"),
    };
    const { width, ...settings } = CIFAR_VGG9;
    const trainer = retrainer({
      network: (options) => vgg9({ ...options, width }),
      name: `vgg9 × ${width}`,
      ...settings,
    });
    const runs = Array.from({ length: scale }, (_, i) => i + 1);
    return runs.flatMap((run) =>
      FRACTIONS.flatMap((fraction) =>
        RANKINGS.map((ranking): Slice => ({
          name: `run ${run}, ${100 * fraction} %, ${
            namesOf(ranking).join(" and ")
          }`,
          repeat: run,
          run: (options) =>
            removeAndRetrain(model, images, {
              ...ranking,
              fractions: [fraction],
              runs: 1,
              // Ties, too, are other ones in every run.
              seed: run,
              retrainer: trainer,
              ...options,
            }),
        }))
      )
    );
  },
};

function namesOf({ methods, controls }: Ranking): readonly string[] {
  return [...Object.keys(methods), ...Object.keys(controls)];
}

/** The right figure: networks trained again on images without salient pixels. */
export const RIGHT_FIGURE: Claim = {
  name: "right_figure",
  title: "Remove and retrain: the most salient pixels matter most",
  paper:
    "Figure 3, right (Srinivas & Fleuret, NeurIPS 2019, section 5.2): of a 9-layer VGG on CIFAR-100, trained again on images without their 10, 30, 50, 70 and 90 % most salient pixels, three runs each, the accuracy falls most for FullGrad; it is compared with Grad-CAM, input-gradient, integrated gradients, SmoothGrad² and random pixels.",
  code: "lib/reproduction/claims/right_figure.ts",
  series: [ROAR],
  beside: IN_DOMAIN,
  protocol:
    `CIFAR-10 in place of CIFAR-100, a fifth of its images (10,000 to train, 2,000 to test), and the paper's VGG with ${CIFAR_VGG9.width} of its filters: ${CIFAR_VGG9.epochs} epochs of SGD (batches of ${CIFAR_VGG9.batchSize}, rate ${CIFAR_VGG9.schedule.rate} along a cosine, momentum 0.9, weight decay 5e-4), images mirrored and shifted by up to ${CIFAR_VGG9.augmentation.crop} pixels. These were chosen by one training of the baseline, whose accuracy on the test images was 64 %, before any masked one. The network that explains is one of that kind (\`data/cifar_vgg9\`), for the class it predicts. Pixels, with all channels, become the mean color of the training set. A run has its own initial weights, order of images and ties. Lower accuracy is better.`,
  limits: [
    "Neither the paper's data nor its network: CIFAR-10 has a tenth of the classes, the network a 64th of the multiplications, and learns from a fifth of the images.",
    "Three runs at most: an interval over them says how far trainings differ, not how far images or networks do, and p of three differences is never below 0.25.",
    "Blurring a map improves its curve whatever the map knows (arXiv 2304.13836): only what beats the blurred random control says something.",
    "The retrained network sees which pixels are gone; the form of what was removed can tell the class (Rong et al. 2022).",
  ],
  finding,
};

function finding(
  evaluations: ReadonlyMap<string, Evaluation>,
  beside: ReadonlyMap<string, Evaluation>,
): Finding {
  const evaluation = evaluations.get(ROAR.name)!;
  const { methods, axis } = evaluation.data;
  const shares = (axis!.values as readonly number[]).filter((x) => x > 0);
  const names = methods.map(({ name }) => name);
  const at = (name: string, share: number) =>
    evaluation.intervals(name)[axis!.values.indexOf(share as never)]!;
  const titles = shares.map((share) => `${100 * share} %`);
  const whole = at("FullGrad", 0);
  const rows = names.map((name) => [
    name,
    ...shares.map((share) => {
      const interval = at(name, share);
      return interval.n === 0
        ? "–"
        : `${intervalCell(interval)}, n = ${interval.n}`;
    }),
  ]);
  const pairs = shares.map((share) =>
    at("FullGrad", share).n === 0 ? [] : evaluation.pairedWith(
      "FullGrad",
      names.filter((name) => name !== "FullGrad" && at(name, share).n > 0),
      { at: share },
    )
  );
  const differences = names.slice(1).map((other) => [
    other,
    ...pairs.map((own) => {
      const pair = own.find(({ b }) => b === other);
      return pair === undefined
        ? "–"
        : `${intervalCell(pair)}; lower in ${pair.wins} of ${pair.n}`;
    }),
  ]);
  const trainings = shares.flatMap((share) =>
    names.map((name) => at(name, share).n)
  ).reduce((sum, n) => sum + n, 0);
  const all = names.length * FRACTIONS.length * RUNS;
  return {
    summary: markdownList([
      `${trainings} of ${all} trainings are done; of whole images the accuracy is ${
        intervalCell(whole)
      } (n = ${whole.n})`,
      ...lowerAt(shares, pairs),
    ]),
    body: [
      "![accuracy by the share removed](roar.svg)",
      `Accuracy on the 2,000 test images, means over n runs (with intervals over runs where there are several); of whole images ${
        intervalCell(whole)
      }, n = ${whole.n}. ${trainings} of ${all} trainings are done${
        trainings < all ? ", the others are open" : ""
      }:`,
      markdownTable(["method", ...titles], rows),
      "FullGrad minus each other, paired by run; negative: FullGrad's accuracy is lower, which is better:",
      markdownTable(["other", ...titles], differences),
      ...fFidelityBeside(beside.get(`cifarVgg9-${F_FIDELITY.name}`)),
    ].join("\n\n"),
    figures: { roar: evaluation.figure("accuracy") },
  };
}

/** What judges the same network's maps after one fine-tuning that sees no map. */
function fFidelityBeside(
  evaluation: Evaluation | undefined,
): readonly string[] {
  return evaluation === undefined ? [] : [
    comparisonSection(
      "Beside it: F-Fidelity of the same network",
      evaluation,
      F_FIDELITY.measures,
    ),
    "One fine-tuning that sees no map, in place of a training for every map; how is told [on its page](../in_domain/README.md).",
  ];
}

/** By the intervals over runs: whose accuracy is lower and higher than FullGrad's. */
function lowerAt(
  shares: readonly number[],
  pairs: readonly (readonly PairedComparison[])[],
): readonly string[] {
  return shares.flatMap((share, i) => {
    const own = pairs[i]!;
    if (own.length === 0) return [];
    const { n } = own[0]!;
    const named = (isSo: (pair: PairedComparison) => boolean) =>
      own.filter(isSo).map(({ b }) => b).join(", ") || "none";
    if (n === 1) {
      const lower = named(({ mean }) => mean < 0);
      return [`At ${100 * share} %, in one run, FullGrad is below ${lower}`];
    }
    return [
      `At ${100 * share} % FullGrad's accuracy is below that of ${
        named(({ high }) => high < 0)
      }; above that of ${named(({ low }) => low > 0)}; not told apart from ${
        named(({ low, high }) => low <= 0 && high >= 0)
      } (95 % intervals over ${n} runs)`,
    ];
  });
}
