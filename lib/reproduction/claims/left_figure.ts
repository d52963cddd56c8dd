import type { Evaluation, FillName } from "../../evaluation/mod.ts";
import type { Claim, Finding } from "../claim.ts";
import type { NetworkName } from "../data_folder.ts";
import { comparison, standings } from "../page_parts.ts";
import { PAPER_METHODS } from "./methods.ts";
import { REMOVAL_MEASURES, removalSeries, SUBJECTS } from "./removal_series.ts";

const FILLS = ["black", "mean", "road"] as const satisfies readonly FillName[];

const NETWORKS = Object.values(SUBJECTS);

/** The left figure: pixels removed from images, the least salient first. */
export const LEFT_FIGURE: Claim = {
  name: "left_figure",
  title: "Pixel perturbation: the least salient pixels matter least",
  paper:
    "Figure 3, left (Srinivas & Fleuret, NeurIPS 2019, section 5.1): of VGG-16 on ImageNet, with the 0.1 to 10 % least salient pixels replaced by black, the output changes least for FullGrad; it is compared with input-gradient, integrated gradients, SmoothGrad, Grad-CAM and random pixels.",
  code: "lib/reproduction/claims/left_figure.ts",
  series: NETWORKS.flatMap((subject) =>
    FILLS.map((fill) => removalSeries(subject, fill, () => PAPER_METHODS))
  ),
  protocol:
    "The logit of the class that the network predicts. Measures are areas over the logarithm of the share removed (0.1, 0.3, 1, 3, 10 %): `least salient first` and `most salient first` of |f(x) − f(x′)| / |f(x)|, and SRG of f(x′), least − most. Fills: black, the mean color of the training set, ROAD. One order of ties. The images are in a fixed random order, so that the first hundred are a part of any greater number; MobileNet, SqueezeNet and Tiny Darknet explain photos of ImageNet's kind, ResNet-20 CIFAR-10. Methods have the defaults of this package. Intervals are of 95 %, bootstrap over images; differences are paired, p is of the randomization test, corrected (Holm) for all pairs of one measure, fill and network.",
  limits: [
    "None of these networks is the paper's VGG-16: what holds here may not hold there, and what fails here may hold there.",
    "Changed images are like none that a network was trained on: which method leads depends on the fill, and on which order is asked for.",
    "The class-agnostic map knows no class, Sobel edges know no network: a method that is not told from them by a measure has not been shown, by it, to explain the class or the network.",
    "Integrated Gradients starts at 0 of the network's input, which is the mean color or near it on three networks, black on Tiny Darknet: where removed pixels get that color it leads, where they get another it does not. [Its baseline and the fill](../baseline_and_fill/README.md) vary both.",
    "Where the most salient pixels go first, |f(x) − f(x′)| counts a rise of the logit like a fall: a method that finds what speaks against the class does well, and with black so does a random order.",
    "Four networks are not four samples: MobileNet, SqueezeNet and Tiny Darknet explain the same 500 photos.",
    "Of 2,000 images a difference of two thousandths has a sign of its own: read the means beside the signs.",
    "The order of methods is of these shares of pixels (0.1 to 10 %); beyond, it is another one.",
  ],
  finding,
};

function finding(evaluations: ReadonlyMap<string, Evaluation>): Finding {
  const parts = NETWORKS.flatMap(({ network, title }) => {
    const fills = FILLS.flatMap((fill) => {
      const evaluation = evaluations.get(`${network}-${fill}`);
      return evaluation === undefined ? [] : [{ fill, evaluation }];
    });
    return fills.length === 0 ? [] : [{ network, title, fills }];
  });
  return {
    summary: standings(
      "FullGrad",
      parts.flatMap(({ title, fills }) =>
        fills.flatMap(({ fill, evaluation }) =>
          REMOVAL_MEASURES.map((measure) => ({
            title: `${title}, ${fill}, ${measure}`,
            evaluation,
            measure,
          }))
        )
      ),
    ),
    body: parts.map(networkText).join("\n\n"),
    figures: Object.fromEntries(
      parts.flatMap(({ network, fills }) =>
        REMOVAL_MEASURES.slice(0, 2).map((measure) => [
          `${network}-${fills[0]!.fill}-${measure.split(" ")[0]}`,
          fills[0]!.evaluation.figure(measure),
        ])
      ),
    ),
  };
}

function networkText(
  { network, title, fills }: {
    readonly network: NetworkName;
    readonly title: string;
    readonly fills: readonly {
      readonly fill: FillName;
      readonly evaluation: Evaluation;
    }[];
  },
): string {
  const first = fills[0]!;
  return [
    `### ${title}`,
    fills.map(({ fill, evaluation }) =>
      `${fill}: n = ${evaluation.data.images.names.length} images`
    ).join("; ") + ".",
    `![least salient first](${network}-${first.fill}-least.svg)`,
    comparison(
      "FullGrad",
      fills.flatMap(({ fill, evaluation }) =>
        REMOVAL_MEASURES.map((measure) => ({
          title: `${fill}, ${measure.replace(" salient", "")}`,
          evaluation,
          measure,
        }))
      ),
    ),
  ].join("\n\n");
}
