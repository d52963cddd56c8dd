import type { Paper } from "./paper.ts";

const NEURIPS = "Advances in Neural Information Processing Systems";
const ICML = "International Conference on Machine Learning";

/** The papers behind measures, by year. */
export const MEASURE_PAPERS: readonly Paper[] = [
  {
    key: "wang2004ssim",
    authors:
      "Wang, Zhou and Bovik, Alan C. and Sheikh, Hamid R. and Simoncelli, Eero P.",
    title:
      "Image Quality Assessment: From Error Visibility to Structural Similarity",
    venue: "IEEE Transactions on Image Processing",
    year: 2004,
    standsBehind: /\bSSIM\b/,
  },
  {
    key: "alvarezmelis2018robustness",
    authors: "Alvarez-Melis, David and Jaakkola, Tommi S.",
    title: "On the Robustness of Interpretability Methods",
    year: 2018,
    arxiv: "1806.08049",
    standsBehind: /^local Lipschitz estimate$/,
  },
  {
    key: "alvarezmelis2018towards",
    authors: "Alvarez-Melis, David and Jaakkola, Tommi S.",
    title:
      "Towards Robust Interpretability with Self-Explaining Neural Networks",
    venue: NEURIPS,
    year: 2018,
    arxiv: "1806.07538",
    standsBehind: /^faithfulness estimate$/,
  },
  {
    key: "zhang2018topdown",
    authors:
      "Zhang, Jianming and Bargal, Sarah Adel and Lin, Zhe and Brandt, Jonathan and Shen, Xiaohui and Sclaroff, Stan",
    title: "Top-Down Neural Attention by Excitation Backprop",
    venue: "International Journal of Computer Vision",
    year: 2018,
    arxiv: "1608.00507",
    standsBehind: /pointing game/,
  },
  {
    key: "montavon2018methods",
    authors: "Montavon, Grégoire and Samek, Wojciech and Müller, Klaus-Robert",
    title: "Methods for Interpreting and Understanding Deep Neural Networks",
    venue: "Digital Signal Processing",
    year: 2018,
    arxiv: "1706.07979",
    standsBehind: /^continuity$/,
  },
  {
    key: "yeh2019fidelity",
    authors:
      "Yeh, Chih-Kuan and Hsieh, Cheng-Yu and Suggala, Arun Sai and Inouye, David I. and Ravikumar, Pradeep",
    title: "On the (In)fidelity and Sensitivity of Explanations",
    venue: NEURIPS,
    year: 2019,
    arxiv: "1901.09392",
    standsBehind: /infidelity|^(max|avg)-sensitivity$/i,
  },
  {
    key: "chalasani2020concise",
    authors:
      "Chalasani, Prasad and Chen, Jiefeng and Chowdhury, Amrita Roy and Wu, Xi and Jha, Somesh",
    title: "Concise Explanations of Neural Networks Using Adversarial Training",
    venue: ICML,
    year: 2020,
    arxiv: "1810.06583",
    standsBehind: /^sparseness$/,
  },
  {
    key: "arya2019explanation",
    authors:
      "Arya, Vijay and Bellamy, Rachel K. E. and Chen, Pin-Yu and Dhurandhar, Amit and Hind, Michael and Hoffman, Samuel C. and Houde, Stephanie and Liao, Q. Vera and Luss, Ronny and Mojsilović, Aleksandra and Mourad, Sami and Pedemonte, Pablo and Raghavendra, Ramya and Richards, John and Sattigeri, Prasanna and Shanmugam, Karthikeyan and Singh, Moninder and Varshney, Kush R. and Wei, Dennis and Zhang, Yunfeng",
    title:
      "One Explanation Does Not Fit All: A Toolkit and Taxonomy of AI Explainability Techniques",
    year: 2019,
    arxiv: "1909.03012",
    standsBehind: /^monotonicity$/,
  },
  {
    key: "rieger2020irof",
    authors: "Rieger, Laura and Hansen, Lars Kai",
    title: "IROF: A Low Resource Evaluation Metric for Explanation Methods",
    year: 2020,
    arxiv: "2003.08747",
    standsBehind: /^IROF$/,
  },
  {
    key: "bhatt2020evaluating",
    authors: "Bhatt, Umang and Weller, Adrian and Moura, José M. F.",
    title: "Evaluating and Aggregating Feature-Based Model Explanations",
    venue: "International Joint Conference on Artificial Intelligence",
    year: 2020,
    arxiv: "2005.00631",
    standsBehind: /^complexity$/,
  },
  {
    key: "nguyen2020quantitative",
    authors: "Nguyen, An-phi and Rodríguez Martínez, María",
    title: "On Quantitative Aspects of Model Interpretability",
    year: 2020,
    arxiv: "2007.07584",
    standsBehind: /^(effective complexity|monotonicity correlation)$/,
  },
  {
    key: "agarwal2022rethinking",
    authors:
      "Agarwal, Chirag and Johnson, Nari and Pawelczyk, Martin and Krishna, Satyapriya and Saxena, Eshika and Zitnik, Marinka and Lakkaraju, Himabindu",
    title: "Rethinking Stability for Attribution-Based Explanations",
    year: 2022,
    arxiv: "2203.06877",
    standsBehind: /^relative (input|output|representation) stability$/,
  },
  {
    key: "dasgupta2022framework",
    authors: "Dasgupta, Sanjoy and Frost, Nave and Moshkovitz, Michal",
    title: "Framework for Evaluating Faithfulness of Local Explanations",
    venue: ICML,
    year: 2022,
    arxiv: "2202.00734",
    standsBehind: /^consistency$/,
  },
  {
    key: "arras2022clevrxai",
    authors: "Arras, Leila and Osman, Ahmed and Samek, Wojciech",
    title:
      "CLEVR-XAI: A Benchmark Dataset for the Ground Truth Evaluation of Neural Network Explanations",
    venue: "Information Fusion",
    year: 2022,
    arxiv: "2003.07258",
    standsBehind: /relevance (mass|rank)/,
  },
  {
    key: "blucher2024decoupling",
    authors: "Blücher, Stefan and Vielhaben, Johanna and Strodthoff, Nils",
    title:
      "Decoupling Pixel Flipping and Occlusion Strategy for Consistent XAI Benchmarks",
    venue: "Transactions on Machine Learning Research",
    year: 2024,
    arxiv: "2401.06654",
    standsBehind: /^(SRG|R-OMS)$/,
  },
];
