/** A value that JSON can hold. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** An object that JSON can hold. */
export interface JsonObject {
  /** The value of an entry. */
  /** Any property. */
  readonly [key: string]: Json;
}

/** A figure as plotly.js takes it, `Plotly.newPlot(div, figure)`. */
export interface PlotlyFigure {
  /** The traces. */
  readonly data: readonly JsonObject[];
  /** Axes, colors, texts and controls. */
  readonly layout: JsonObject;
  /** Settings of the drawing. */
  readonly config: JsonObject;
}
