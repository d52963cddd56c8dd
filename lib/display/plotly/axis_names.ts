/** The names of the axes of the nth plot, in a trace and in the layout. */
export interface AxisNames {
  /** As `trace.xaxis` has it: `x`, `x2`, …. */
  readonly x: string;
  readonly y: string;
  /** As the layout has it: `xaxis`, `xaxis2`, …. */
  readonly layoutX: string;
  readonly layoutY: string;
}

/** Returns the names of the axes of a plot, counted from 0. */
export function axisNames(plot: number): AxisNames {
  const suffix = plot === 0 ? "" : String(plot + 1);
  return {
    x: `x${suffix}`,
    y: `y${suffix}`,
    layoutX: `xaxis${suffix}`,
    layoutY: `yaxis${suffix}`,
  };
}

/** Returns the name of a colour scale, counted from 0. */
export function colorAxisName(scale: number): string {
  return scale === 0 ? "coloraxis" : `coloraxis${scale + 1}`;
}
