/** A convolution of a network on a 224×224 image, with same padding. */
export interface Layer {
  /** Height and width of its input. */
  readonly size: number;
  /** Channels of its input. */
  readonly inChannels: number;
  /** Channels of its output. */
  readonly outChannels: number;
  /** Height and width of its filter. */
  readonly filter: number;
  /** Rows and columns between outputs. */
  readonly stride: number;
}

/** The convolutions of VGG-16, each kind once. */
export const VGG_16: readonly Layer[] = [
  layer(224, 3, 64, 3, 1),
  layer(224, 64, 64, 3, 1),
  layer(112, 64, 128, 3, 1),
  layer(112, 128, 128, 3, 1),
  layer(56, 128, 256, 3, 1),
  layer(56, 256, 256, 3, 1),
  layer(28, 256, 512, 3, 1),
  layer(28, 512, 512, 3, 1),
  layer(14, 512, 512, 3, 1),
];

/** Those of ResNet-50, which strides in its 3×3 convolutions. */
export const RESNET_50: readonly Layer[] = [
  layer(224, 3, 64, 7, 2),
  ...stage(56, 64, 64, 1),
  ...stage(56, 256, 128, 2),
  ...stage(28, 512, 256, 2),
  ...stage(14, 1024, 512, 2),
];

/** A stage of blocks of 1×1, 3×3 and 1×1 convolutions and a shortcut. */
function stage(
  size: number,
  inChannels: number,
  channels: number,
  stride: number,
): Layer[] {
  const small = size / stride;
  return [
    layer(size, inChannels, channels, 1, 1),
    layer(size, channels, channels, 3, stride),
    layer(size, inChannels, 4 * channels, 1, stride),
    layer(small, channels, 4 * channels, 1, 1),
    layer(small, 4 * channels, channels, 1, 1),
    layer(small, channels, channels, 3, 1),
  ];
}

function layer(
  size: number,
  inChannels: number,
  outChannels: number,
  filter: number,
  stride: number,
): Layer {
  return { size, inChannels, outChannels, filter, stride };
}
