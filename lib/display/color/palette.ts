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
} as const;

/** Colors of curves, far apart also for the color-blind (Okabe and Ito). */
export const CURVE_COLORS: readonly string[] = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#e69f00",
  "#56b4e9",
  "#7f56d9",
  "#4d4d4d",
];
