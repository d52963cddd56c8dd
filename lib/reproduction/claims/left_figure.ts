import {
  type Evaluation,
  type FillName,
  pixelPerturbation,
} from "../../evaluation/mod.ts";
import { datasetImages } from "../../data/mod.ts";
import {
  fullGrad,
  gradCam,
  inputGradient,
  integratedGradients,
  smoothGrad,
} from "../../methods/mod.ts";
import type { Claim, Finding, Series } from "../claim.ts";
import { type DataName, meanColor, type NetworkName } from "../data_folder.ts";
import {
  intervalCell,
  markdownTable,
  pairCell,
  standing,
  standingText,
} from "../page_parts.ts";

/** The methods of the paper's figure. */
const METHODS = {
  "FullGrad": fullGrad,
  "Gradient": inputGradient,
  "GradCAM": gradCam,
  "Integrated gradients": integratedGradients,
  "SmoothGrad": smoothGrad(inputGradient, { seed: 1 }),
};

/** The paper's axis, at equal distances. */
const FRACTIONS = [0.001, 0.003, 0.01, 0.03, 0.1];

const FILLS = ["black", "mean", "road"] as const satisfies readonly FillName[];

const MEASURES = ["least salient first", "most salient first", "SRG"] as const;

/** A network, and how many images there are for it. */
interface Subject {
  readonly network: NetworkName;
  readonly title: string;
  readonly images: DataName;
  readonly whole: number;
  /** Images of a slice. */
  readonly size: number;
}

const SUBJECTS: readonly Subject[] = [
  { network: "resnet20", title: "ResNet-20", whole: 2000, size: 100 },
  { network: "mobilenet", title: "MobileNet 0.25", whole: 500, size: 20 },
  { network: "squeezenet", title: "SqueezeNet 1.0", whole: 500, size: 20 },
  { network: "darknet", title: "Tiny Darknet", whole: 500, size: 20 },
].map((subject) => ({
  ...subject,
  network: subject.network as NetworkName,
  images: subject.network === "resnet20" ? "cifarTest" : "imagenetSample",
}));

function seriesOf(subject: Subject, fill: FillName): Series {
  const { network, title, images, whole, size } = subject;
  return {
    name: `${network}-${fill}`,
    about: `${title}, removed pixels ${fill}`,
    needs: [network, images],
    unit: "images",
    whole,
    measures: MEASURES,
    slices: async (data, scale) => {
      const model = await data.network(network);
      const starts = Array.from(
        { length: Math.ceil(scale / size) },
        (_, i) => i * size,
      );
      return starts.map((start) => {
        const end = Math.min(start + size, scale);
        return {
          name: `images ${start + 1}-${end}`,
          run: async (options) =>
            await pixelPerturbation(
              model,
              images === "imagenetSample"
                ? await data.photos(model, start, end)
                : await cifarImages(await data.cifar("cifarTest"), start, end),
              {
                methods: METHODS,
                fractions: FRACTIONS,
                fill,
                mean: meanColor(
                  model,
                  images === "imagenetSample" ? "imagenet" : "cifar",
                ),
                repeats: 1,
                // Ties and noise are other ones in every slice.
                seed: start,
                ...options,
              },
            ),
        };
      });
      async function cifarImages(
        dataset: Parameters<typeof datasetImages>[0],
        start: number,
        end: number,
      ) {
        const indices = Array.from(
          { length: end - start },
          (_, i) => start + i,
        );
        return (await datasetImages(dataset, indices, model)).images;
      }
    },
  };
}

/** The left figure: pixels removed from images, the least salient first. */
export const LEFT_FIGURE: Claim = {
  name: "left_figure",
  title: "Pixel perturbation: the least salient pixels matter least",
  paper:
    "Figure 3, left (Srinivas & Fleuret, NeurIPS 2019, section 5.1): of VGG-16 on ImageNet, with the 0.1 to 10 % least salient pixels replaced by black, the output changes least for FullGrad; it is compared with input-gradient, integrated gradients, SmoothGrad, Grad-CAM and random pixels.",
  code: "lib/reproduction/claims/left_figure.ts",
  series: SUBJECTS.flatMap((subject) =>
    FILLS.map((fill) => seriesOf(subject, fill))
  ),
  protocol:
    "The logit of the class that the network predicts. Measures are areas over the logarithm of the share removed (0.1, 0.3, 1, 3, 10 %): `least salient first` and `most salient first` of |f(x) − f(x′)| / |f(x)|, and SRG of f(x′), least − most. Fills: black, the mean color of the training set, ROAD. One order of ties. The images are in a fixed random order, so that the first hundred are a part of any greater number; MobileNet, SqueezeNet and Tiny Darknet explain photos of ImageNet's kind, ResNet-20 CIFAR-10. Methods have the defaults of this package. Intervals are of 95 %, bootstrap over images; differences are paired, p is of the randomization test, corrected (Holm) for the seven pairs of one measure, fill and network.",
  limits: [
    "None of these networks is the paper's VGG-16: what holds here may not hold there, and what fails here may hold there.",
    "Changed images are like none that a network was trained on: which method leads depends on the fill, and on which order is asked for.",
    "The class-agnostic map knows no class, Sobel edges know no network: a method that is not told from them by a measure has not been shown, by it, to explain the class or the network.",
    "The order of methods is of these shares of pixels (0.1 to 10 %); beyond, it is another one.",
  ],
  finding,
};

function finding(evaluations: ReadonlyMap<string, Evaluation>): Finding {
  const parts = SUBJECTS.flatMap(({ network, title }) => {
    const fills = FILLS.flatMap((fill) => {
      const evaluation = evaluations.get(`${network}-${fill}`);
      return evaluation === undefined ? [] : [{ fill, evaluation }];
    });
    return fills.length === 0 ? [] : [{ network, title, fills }];
  });
  return {
    summary: parts.map(({ title, fills }) => {
      const { evaluation } = fills[0]!;
      const measure = "least salient first";
      return `${title}, ${fills[0]!.fill}, least first: FullGrad ${
        standingText(standing(evaluation, "FullGrad", measure))
      }`;
    }).join(". "),
    body: parts.map(networkText).join("\n\n"),
    figures: Object.fromEntries(
      parts.flatMap(({ network, fills }) =>
        MEASURES.slice(0, 2).map((measure) => [
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
  const methods = first.evaluation.data.methods.map(({ name }) => name);
  const columns = fills.flatMap(({ fill, evaluation }) =>
    MEASURES.map((measure) => ({
      fill,
      evaluation,
      measure,
      title: `${fill}, ${measure.replace(" salient", "")}`,
    }))
  );
  return [
    `### ${title}`,
    fills.map(({ fill, evaluation }) =>
      `${fill}: n = ${evaluation.data.images.names.length} images`
    ).join("; ") + ".",
    `![least salient first](${network}-${first.fill}-least.svg)`,
    "Areas, with intervals over images (least first: lower is better; most first and SRG: higher):",
    markdownTable(
      ["method", ...columns.map(({ title }) => title)],
      methods.map((method) => [
        method,
        ...columns.map(({ evaluation, measure }) =>
          intervalCell(evaluation.interval(method, measure))
        ),
      ]),
    ),
    "FullGrad less each other, paired: difference, on how many images FullGrad is better, Holm's p:",
    markdownTable(
      ["other", ...columns.map(({ title }) => title)],
      methods.filter((name) => name !== "FullGrad").map((other) => [
        other,
        ...columns.map(({ evaluation, measure }) =>
          pairCell(
            evaluation.pairedWith("FullGrad", undefined, { measure })
              .find(({ b }) => b === other)!,
          )
        ),
      ]),
    ),
    ...columns.map(({ title, evaluation, measure }) =>
      `* ${title}: FullGrad ${
        standingText(standing(evaluation, "FullGrad", measure))
      }`
    ),
  ].join("\n\n");
}
