/** What a value shows in a notebook: its form for each media type. */
export interface Bundle {
  readonly [mime: string]: unknown;
}
