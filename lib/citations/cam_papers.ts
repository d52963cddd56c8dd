import type { Paper } from "./paper.ts";

const ICCV = "IEEE/CVF International Conference on Computer Vision";

/** The papers behind class activation maps, by year. */
export const CAM_PAPERS: readonly Paper[] = [
  {
    key: "selvaraju2017gradcam",
    authors:
      "Selvaraju, Ramprasaath R. and Cogswell, Michael and Das, Abhishek and Vedantam, Ramakrishna and Parikh, Devi and Batra, Dhruv",
    title:
      "Grad-CAM: Visual Explanations from Deep Networks via Gradient-Based Localization",
    venue: ICCV,
    year: 2017,
    arxiv: "1610.02391",
    standsBehind: /(?<!X)GradCAM(?!\+\+)/,
  },
  {
    key: "chattopadhay2018gradcampp",
    authors:
      "Chattopadhay, Aditya and Sarkar, Anirban and Howlader, Prantik and Balasubramanian, Vineeth N.",
    title:
      "Grad-CAM++: Generalized Gradient-Based Visual Explanations for Deep Convolutional Networks",
    venue: "IEEE Winter Conference on Applications of Computer Vision",
    year: 2018,
    arxiv: "1710.11063",
    standsBehind: /GradCAM\+\+/,
  },
  {
    key: "draelos2020hirescam",
    authors: "Draelos, Rachel Lea and Carin, Lawrence",
    title:
      "Use HiResCAM Instead of Grad-CAM for Faithful Explanations of Convolutional Neural Networks",
    year: 2020,
    arxiv: "2011.08891",
    standsBehind: /HiResCAM/,
  },
  {
    key: "muhammad2020eigencam",
    authors: "Muhammad, Mohammed Bany and Yeasin, Mohammed",
    title: "Eigen-CAM: Class Activation Map Using Principal Components",
    venue: "International Joint Conference on Neural Networks",
    year: 2020,
    arxiv: "2008.00299",
    standsBehind: /EigenCAM/,
  },
  {
    key: "wang2020scorecam",
    authors:
      "Wang, Haofan and Wang, Zifan and Du, Mengnan and Yang, Fan and Zhang, Zijian and Ding, Sirui and Mardziel, Piotr and Hu, Xia",
    title:
      "Score-CAM: Score-Weighted Visual Explanations for Convolutional Neural Networks",
    venue: "CVPR Workshop",
    year: 2020,
    arxiv: "1910.01279",
    standsBehind: /ScoreCAM/,
  },
  {
    key: "fu2020axiom",
    authors:
      "Fu, Ruigang and Hu, Qingyong and Dong, Xiaohu and Guo, Yulan and Gao, Yinghui and Li, Biao",
    title:
      "Axiom-Based Grad-CAM: Towards Accurate Visualization and Explanation of CNNs",
    venue: "British Machine Vision Conference",
    year: 2020,
    arxiv: "2008.02312",
    standsBehind: /XGradCAM/,
  },
  {
    key: "gildenblat2021pytorchcam",
    authors: "Gildenblat, Jacob and contributors",
    title: "PyTorch Library for CAM Methods",
    venue: "https://github.com/jacobgil/pytorch-grad-cam",
    year: 2021,
    standsBehind: /^pytorchGradCam$/,
  },
  {
    key: "jiang2021layercam",
    authors:
      "Jiang, Peng-Tao and Zhang, Chang-Bin and Hou, Qibin and Cheng, Ming-Ming and Wei, Yunchao",
    title:
      "LayerCAM: Exploring Hierarchical Class Activation Maps for Localization",
    venue: "IEEE Transactions on Image Processing",
    year: 2021,
    standsBehind: /LayerCAM/,
  },
];
