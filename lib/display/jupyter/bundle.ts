/** What a value shows in a notebook: its form for each media type. */
export interface Bundle {
  /** The value for one media type. */
  /** Text, base64 of a picture, or JSON. */
  readonly [mime: string]: unknown;
}
