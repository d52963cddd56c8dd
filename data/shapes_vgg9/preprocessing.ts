/**
 * How the images become the network's input: `(p/255 − mean)/std`. Mean and
 * standard deviation of each channel over 2000 training images.
 */
export const PREPROCESSING = {
  scale: 1 / 255,
  mean: [0.552, 0.574, 0.575],
  std: [0.278, 0.236, 0.259],
  channelOrder: "rgb",
} as const;
