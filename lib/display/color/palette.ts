/** The colors of a figure other than those of its maps. */
export const PALETTE = {
  /** Titles and labels. */
  ink: "#1f2430",
  /** Captions, ticks and units. */
  faint: "#667085",
  /** Frames and axis lines. */
  line: "#cbd2dc",
  /** Grid lines. */
  grid: "#edf0f4",
  /** What a map leaves open. */
  gap: "#d9dee5",
  paper: "#ffffff",
  /** Bars above zero: the red of signed maps. */
  positive: "#c8433d",
  /** Bars below zero: the blue of signed maps. */
  negative: "#3579b8",
  /** Bars of controls. */
  control: "#98a2b3",
} as const;

/**
 * Colors of curves, far apart also for the color-blind: five of Okabe and Ito,
 * and three more, since their pink is the gray of a control to a deuteranope, and
 * their yellow is pale. None is gray to anyone: that is for controls.
 */
export const CURVE_COLORS: readonly string[] = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#480060",
  "#e69f00",
  "#56b4e9",
  "#7f56d9",
  "#8c510a",
];

/** Colors of the curves of controls. */
export const CONTROL_COLORS: readonly string[] = [
  "#5b6472",
  "#8d96a5",
  "#2f3642",
  "#bfc6d0",
];
