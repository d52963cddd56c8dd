/** A slider below the plots that sets the opacity of maps over pictures. */
export interface OpacityControl {
  readonly kind: "opacity";
  /** Opacity to begin with, 0…1. */
  readonly initial: number;
}

/** A slider below the plots that steps through frames. */
export interface FrameControl {
  readonly kind: "frames";
  /** What a frame is: `Layer`. */
  readonly noun: string;
  /** A name for each frame. */
  readonly names: readonly string[];
  /** Index of the frame to begin with. */
  readonly initial: number;
}

/** A control of a figure. */
export type Control = OpacityControl | FrameControl;

/** Pixels that a control adds to a figure's height. */
export const CONTROL_HEIGHT = 72;
