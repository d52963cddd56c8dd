import type {
  Evaluation,
  FillName,
  MethodInput,
} from "../../evaluation/mod.ts";
import { networkInput } from "../../data/mod.ts";
import {
  fullGrad,
  gradCam,
  inputGradient,
  integratedGradients,
} from "../../methods/mod.ts";
import type { Model } from "../../model/mod.ts";
import type { Claim, Finding } from "../claim.ts";
import { meanColor } from "../data_folder.ts";
import { comparisonSection, standings } from "../page_parts.ts";
import {
  REMOVAL_MEASURES,
  removalSeries,
  type Subject,
  SUBJECTS,
} from "./removal_series.ts";

/** Colors that removed pixels get, and that a path starts from. */
const COLORS = ["black", "mean"] as const satisfies readonly FillName[];

const NETWORKS: readonly Subject[] = Object.values(SUBJECTS).map((subject) =>
  // A photo is some hundred gradients, and a difference of this kind is large.
  subject.images === "imagenetSample" ? { ...subject, whole: 100 } : subject
);

const TITLES = { black: "IG from black", mean: "IG from the mean color" };

/** Integrated Gradients from each color, beside some that have no baseline. */
function methodsOf(
  model: Model,
  images: Subject["images"],
): Readonly<Record<string, MethodInput>> {
  const black = networkInput(new Float32Array(3), model.preprocessing);
  const mean = meanColor(
    model,
    images === "imagenetSample" ? "imagenet" : "cifar",
  );
  const from = (color: ArrayLike<number>): MethodInput => ({
    run: integratedGradients,
    options: { baseline: imageOf(color, model) },
  });
  return {
    "FullGrad": fullGrad,
    "Gradient": inputGradient,
    "GradCAM": gradCam,
    [TITLES.black]: from(black),
    [TITLES.mean]: from(mean),
  };
}

/** An image of one color, of the network's size. */
function imageOf(
  color: ArrayLike<number>,
  { inputShape: [height, width] }: Model,
): Float32Array {
  const { length } = color;
  return Float32Array.from(
    { length: height! * width! * length },
    (_, i) => color[i % length]!,
  );
}

/** What a path starts from, and what removed pixels become. */
export const BASELINE_AND_FILL: Claim = {
  name: "baseline_and_fill",
  title: "Integrated Gradients' baseline and the color of removed pixels",
  paper:
    "Srinivas & Fleuret (NeurIPS 2019, section 5.1) compare with Integrated Gradients where pixels become black, and do not give its baseline. Sturmfels, Lundberg & Lee (Distill 2020) show that its maps depend on the baseline. Nothing in a comparison by removed pixels says that a method was not given the fill beforehand.",
  code: "lib/reproduction/claims/baseline_and_fill.ts",
  series: NETWORKS.flatMap((subject) =>
    COLORS.map((fill) =>
      removalSeries(subject, fill, (model) => methodsOf(model, subject.images))
    )
  ),
  protocol:
    "[The left figure](../left_figure/README.md)'s protocol, with Integrated Gradients (32 steps) from a black image and from one of the training set's mean color, and these two as fills. In the left figure its baseline is 0 of the network's input, this package's default: the mean color or near it on ResNet-20, SqueezeNet and MobileNet, black on Tiny Darknet.",
  limits: [
    "A baseline that is the fill tells a method what will be done to the image: how well it then does is not how well it explains the image as it is.",
    "The four networks are not four samples: three explain the same photos.",
  ],
  finding,
};

function finding(evaluations: ReadonlyMap<string, Evaluation>): Finding {
  const parts = NETWORKS.flatMap((subject) =>
    COLORS.flatMap((fill) => {
      const evaluation = evaluations.get(`${subject.network}-${fill}`);
      return evaluation === undefined
        ? []
        : [{ title: `${subject.title}, ${fill}`, fill, evaluation }];
    })
  );
  const columns = (
    { title, evaluation }: typeof parts[number],
  ) =>
    REMOVAL_MEASURES.map((measure) => ({
      title: `${title}, ${measure}`,
      evaluation,
      measure,
    }));
  return {
    summary: standings("FullGrad", parts.flatMap(columns)),
    body: [
      "Integrated Gradients from the color that pixels become, beside the one from the other color:",
      ...COLORS.map((fill) =>
        standings(
          TITLES[fill],
          parts.filter((part) => part.fill === fill).flatMap(columns),
        )
      ),
      ...parts.map(({ title, evaluation }) =>
        comparisonSection(title, evaluation, REMOVAL_MEASURES)
      ),
    ].join("\n\n"),
    figures: {},
  };
}
