import type { Paper } from "./paper.ts";

const NEURIPS = "Advances in Neural Information Processing Systems";
const ICML = "International Conference on Machine Learning";
const CVPR = "IEEE/CVF Conference on Computer Vision and Pattern Recognition";
const ICCV = "IEEE/CVF International Conference on Computer Vision";

/** The papers behind methods and their options, but class activation maps, by year. */
export const METHOD_PAPERS: readonly Paper[] = [
  {
    key: "zeiler2014visualizing",
    authors: "Zeiler, Matthew D. and Fergus, Rob",
    title: "Visualizing and Understanding Convolutional Networks",
    venue: "European Conference on Computer Vision",
    year: 2014,
    arxiv: "1311.2901",
    standsBehind: /DeconvNet|Occlusion/,
  },
  {
    key: "simonyan2014deep",
    authors: "Simonyan, Karen and Vedaldi, Andrea and Zisserman, Andrew",
    title:
      "Deep Inside Convolutional Networks: Visualising Image Classification Models and Saliency Maps",
    venue: "ICLR Workshop",
    year: 2014,
    arxiv: "1312.6034",
    standsBehind: /^Input gradient$|\bof Input gradient$/,
  },
  {
    key: "springenberg2015striving",
    authors:
      "Springenberg, Jost Tobias and Dosovitskiy, Alexey and Brox, Thomas and Riedmiller, Martin",
    title: "Striving for Simplicity: The All Convolutional Net",
    venue: "ICLR Workshop",
    year: 2015,
    arxiv: "1412.6806",
    standsBehind: /\bGuided (Backprop|GradCAM)/,
  },
  {
    key: "bach2015pixel",
    authors:
      "Bach, Sebastian and Binder, Alexander and Montavon, Grégoire and Klauschen, Frederick and Müller, Klaus-Robert and Samek, Wojciech",
    title:
      "On Pixel-Wise Explanations for Non-Linear Classifier Decisions by Layer-Wise Relevance Propagation",
    venue: "PLOS ONE",
    year: 2015,
    standsBehind: /\bLRP\b/,
  },
  {
    key: "shrikumar2016not",
    authors:
      "Shrikumar, Avanti and Greenside, Peyton and Shcherbina, Anna and Kundaje, Anshul",
    title:
      "Not Just a Black Box: Learning Important Features Through Propagating Activation Differences",
    year: 2016,
    arxiv: "1605.01713",
    standsBehind: /Input × gradient/,
  },
  {
    key: "smilkov2017smoothgrad",
    authors:
      "Smilkov, Daniel and Thorat, Nikhil and Kim, Been and Viégas, Fernanda and Wattenberg, Martin",
    title: "SmoothGrad: Removing Noise by Adding Noise",
    year: 2017,
    arxiv: "1706.03825",
    standsBehind: /SmoothGrad|Smooth FullGrad/,
  },
  {
    key: "sundararajan2017axiomatic",
    authors: "Sundararajan, Mukund and Taly, Ankur and Yan, Qiqi",
    title: "Axiomatic Attribution for Deep Networks",
    venue: ICML,
    year: 2017,
    arxiv: "1703.01365",
    standsBehind: /Integrated Gradients/,
  },
  {
    key: "kim2019saliency",
    authors:
      "Kim, Beomsu and Seo, Junghoon and Jeon, Seunghyeon and Koo, Jamyoung and Choe, Jeongyeol and Jeon, Taegyun",
    title:
      "Why are Saliency Maps Noisy? Cause of and Solution to Noisy Saliency Maps",
    venue: "ICCV Workshop",
    year: 2019,
    arxiv: "1902.04893",
    standsBehind: /RectGrad/,
  },
  {
    key: "srinivas2019fullgrad",
    authors: "Srinivas, Suraj and Fleuret, François",
    title: "Full-Gradient Representation for Neural Network Visualization",
    venue: NEURIPS,
    year: 2019,
    arxiv: "1905.00780",
    standsBehind: /FullGrad|full-gradients?|^Pixel perturbation/i,
  },
  {
    key: "abnar2020quantifying",
    authors: "Abnar, Samira and Zuidema, Willem",
    title: "Quantifying Attention Flow in Transformers",
    venue: "Annual Meeting of the Association for Computational Linguistics",
    year: 2020,
    arxiv: "2005.00928",
    standsBehind: /^Attention rollout/,
  },
  {
    key: "khakzar2020rethinking",
    authors: "Khakzar, Ashkan and Baselizadeh, Soroosh and Navab, Nassir",
    title:
      "Rethinking Positive Aggregation and Propagation of Gradients in Gradient-Based Saliency Methods",
    year: 2020,
    arxiv: "2012.00362",
    standsBehind: /RectGradAbs|^Random logit|Class-agnostic/,
  },
  {
    key: "chefer2021generic",
    authors: "Chefer, Hila and Gur, Shir and Wolf, Lior",
    title:
      "Generic Attention-Model Explainability for Interpreting Bi-Modal and Encoder-Decoder Transformers",
    venue: ICCV,
    year: 2021,
    arxiv: "2103.15679",
    standsBehind: /^Attention × gradient/,
  },
  {
    key: "erion2021improving",
    authors:
      "Erion, Gabriel and Janizek, Joseph D. and Sturmfels, Pascal and Lundberg, Scott M. and Lee, Su-In",
    title:
      "Improving Performance of Deep Learning Models with Axiomatic Attribution Priors and Expected Gradients",
    venue: "Nature Machine Intelligence",
    year: 2021,
    arxiv: "1906.10670",
    standsBehind: /Expected Gradients/,
  },
  {
    key: "kapishnikov2021guided",
    authors:
      "Kapishnikov, Andrei and Venugopalan, Subhashini and Avci, Besim and Wedin, Ben and Terry, Michael and Bolukbasi, Tolga",
    title:
      "Guided Integrated Gradients: An Adaptive Path Method for Removing Noise",
    venue: CVPR,
    year: 2021,
    arxiv: "2106.09788",
    standsBehind: /Guided Integrated Gradients/,
  },
  {
    key: "mehri2025libragrad",
    authors:
      "Mehri, Faridoun and Soleymani Baghshah, Mahdieh and Pilehvar, Mohammad Taher",
    title:
      "LibraGrad: Balancing Gradient Flow for Universally Better Vision Transformer Attributions",
    venue: CVPR,
    year: 2025,
    arxiv: "2411.16760",
    standsBehind: /FullGrad\+|libra/i,
  },
];
