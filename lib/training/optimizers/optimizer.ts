/** Stochastic gradient descent with momentum (Polyak 1964). */
export interface SgdMomentum {
  /** Which optimizer it is. */
  readonly kind: "sgdMomentum";
  /**
   * Share of the last step that the next one keeps, in [0, 1).
   *
   * @default {0.9}
   */
  readonly momentum?: number;
  /**
   * Whether the step is that of Nesterov, as PyTorch computes it.
   *
   * @default {false}
   */
  readonly nesterov?: boolean;
  /**
   * Share of each kernel that is added to its gradient, 0 or more. Biases and
   * normalizations do not decay.
   *
   * @default {0}
   */
  readonly weightDecay?: number;
}

/** Adam (Kingma & Ba 2015); with weight decay, AdamW (Loshchilov & Hutter 2019). */
export interface Adam {
  /** Which optimizer it is. */
  readonly kind: "adam";
  /**
   * Decay of the mean gradient, in [0, 1).
   *
   * @default {0.9}
   */
  readonly beta1?: number;
  /**
   * Decay of the mean square of the gradient, in [0, 1).
   *
   * @default {0.999}
   */
  readonly beta2?: number;
  /**
   * Added to the root of the mean square, over 0.
   *
   * @default {1e-7}
   */
  readonly epsilon?: number;
  /**
   * Share of each kernel that a step of rate 1 takes off, 0 or more. Biases and
   * normalizations do not decay.
   *
   * @default {0}
   */
  readonly weightDecay?: number;
}

/** How gradients change weights: plain data, for files and fingerprints. */
export type Optimizer = SgdMomentum | Adam;
