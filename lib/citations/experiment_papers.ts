import type { Paper } from "./paper.ts";

const NEURIPS = "Advances in Neural Information Processing Systems";
const ICML = "International Conference on Machine Learning";
const ICLR = "International Conference on Learning Representations";
const CVPR = "IEEE/CVF Conference on Computer Vision and Pattern Recognition";

/** The papers behind experiments, by year. */
export const EXPERIMENT_PAPERS: readonly Paper[] = [
  {
    key: "samek2017evaluating",
    authors:
      "Samek, Wojciech and Binder, Alexander and Montavon, Grégoire and Lapuschkin, Sebastian and Müller, Klaus-Robert",
    title:
      "Evaluating the Visualization of What a Deep Neural Network Has Learned",
    venue: "IEEE Transactions on Neural Networks and Learning Systems",
    year: 2017,
    arxiv: "1509.06321",
    standsBehind: /^Pixel perturbation/,
  },
  {
    key: "adebayo2018sanity",
    authors:
      "Adebayo, Julius and Gilmer, Justin and Muelly, Michael and Goodfellow, Ian and Hardt, Moritz and Kim, Been",
    title: "Sanity Checks for Saliency Maps",
    venue: NEURIPS,
    year: 2018,
    arxiv: "1810.03292",
    standsBehind: /^(Cascading|Independent) randomization|^Random labels|MPRT/,
  },
  {
    key: "ancona2018towards",
    authors:
      "Ancona, Marco and Ceolini, Enea and Öztireli, Cengiz and Gross, Markus",
    title:
      "Towards Better Understanding of Gradient-Based Attribution Methods for Deep Neural Networks",
    venue: ICLR,
    year: 2018,
    arxiv: "1711.06104",
    standsBehind: /^Sensitivity-n/,
  },
  {
    key: "petsiuk2018rise",
    authors: "Petsiuk, Vitali and Das, Abir and Saenko, Kate",
    title:
      "RISE: Randomized Input Sampling for Explanation of Black-Box Models",
    venue: "British Machine Vision Conference",
    year: 2018,
    arxiv: "1806.07421",
    standsBehind: /\bRISE\b|^Insertion and deletion/,
  },
  {
    key: "hooker2019benchmark",
    authors:
      "Hooker, Sara and Erhan, Dumitru and Kindermans, Pieter-Jan and Kim, Been",
    title: "A Benchmark for Interpretability Methods in Deep Neural Networks",
    venue: NEURIPS,
    year: 2019,
    arxiv: "1806.10758",
    standsBehind: /SmoothGrad²|^(Remove|Keep) and retrain/,
  },
  {
    key: "khakzar2022explanations",
    authors:
      "Khakzar, Ashkan and Khorsandi, Pedram and Nobahari, Rozhin and Navab, Nassir",
    title: "Do Explanations Explain? Model Knows Best",
    venue: CVPR,
    year: 2022,
    arxiv: "2203.02269",
    standsBehind: /^(Null player|Class sensitivity)/,
  },
  {
    key: "rong2022road",
    authors:
      "Rong, Yao and Leemann, Tobias and Borisov, Vadim and Kasneci, Gjergji and Kasneci, Enkelejda",
    title:
      "A Consistent and Efficient Evaluation Strategy for Attribution Methods",
    venue: ICML,
    year: 2022,
    arxiv: "2202.00449",
    standsBehind: /^road$/i,
  },
  {
    key: "hedstrom2024sanity",
    authors:
      "Hedström, Anna and Weber, Leander and Lapuschkin, Sebastian and Höhne, Marina M.-C.",
    title:
      "Sanity Checks Revisited: An Exploration to Repair the Model Parameter Randomisation Test",
    year: 2024,
    arxiv: "2401.06465",
    standsBehind: /^(s|e)MPRT/,
  },
  {
    key: "hesse2023funnybirds",
    authors: "Hesse, Robin and Schaub-Meyer, Simone and Roth, Stefan",
    title:
      "FunnyBirds: A Synthetic Vision Dataset for a Part-Based Analysis of Explainable AI Methods",
    venue: "IEEE/CVF International Conference on Computer Vision",
    year: 2023,
    arxiv: "2308.06248",
    standsBehind: /^Importance of parts/,
  },
  {
    key: "hesse2024benchmarking",
    authors: "Hesse, Robin and Schaub-Meyer, Simone and Roth, Stefan",
    title: "Benchmarking the Attribution Quality of Vision Models",
    venue: NEURIPS,
    year: 2024,
    arxiv: "2407.11910",
    standsBehind: /^In-domain single deletion|^IDSDS/,
  },
  {
    key: "zheng2025ffidelity",
    authors:
      "Zheng, Xu and Shirani, Farhad and Chen, Zhuomin and Lin, Chaohao and Cheng, Wei and Guo, Wenbo and Luo, Dongsheng",
    title:
      "F-Fidelity: A Robust Framework for Faithfulness Evaluation of Explainable AI",
    venue: ICLR,
    year: 2025,
    arxiv: "2410.02970",
    standsBehind: /^F-Fidelity/,
  },
];
