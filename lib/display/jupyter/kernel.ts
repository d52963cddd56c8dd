/** What a value shows in a notebook: its form for each media type. */
export interface Bundle {
  /** The value for one media type. */
  /** Text, base64 of a picture, or JSON. */
  readonly [mime: string]: unknown;
}

/** The part of `Deno.jupyter` that is used here. */
export interface Kernel {
  display(
    bundle: Bundle,
    options: {
      readonly raw: true;
      readonly display_id?: string;
      readonly update?: boolean;
    },
  ): Promise<void>;
}

/**
 * Returns the notebook's kernel, `undefined` outside a notebook: in a script,
 * in a test, in a worker.
 */
export function kernel(): Kernel | undefined {
  try {
    // Outside the kernel the property is there, but reading it throws.
    return (Deno as unknown as { readonly jupyter?: Kernel }).jupyter;
  } catch {
    return undefined;
  }
}

/** Whether this runs in the kernel of a notebook. */
export function inNotebook(): boolean {
  return kernel() !== undefined;
}
