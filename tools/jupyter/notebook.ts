/** What a notebook's output holds for each media type. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** One output of a cell, as nbformat 4 has it. */
export type Output =
  | {
    readonly output_type: "stream";
    readonly name: "stdout" | "stderr";
    readonly text: string;
  }
  | {
    readonly output_type: "display_data" | "execute_result";
    readonly data: MimeBundle;
    readonly metadata: MimeBundle;
    readonly execution_count?: number;
  }
  | {
    readonly output_type: "error";
    readonly ename: string;
    readonly evalue: string;
    readonly traceback: readonly string[];
  };

/** One cell of a notebook. */
export interface Cell {
  readonly cell_type: "code" | "markdown" | "raw";
  /** The text, whole or in lines. */
  readonly source: string | readonly string[];
  readonly metadata: MimeBundle;
  /** Of a code cell. */
  readonly outputs?: readonly Output[];
  /** Of a code cell. */
  readonly execution_count?: number | null;
}

/** A notebook, nbformat 4. */
export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: MimeBundle;
  readonly nbformat: number;
  readonly nbformat_minor: number;
}

/** Returns a cell's text. */
export function cellSource({ source }: Cell): string {
  return typeof source === "string" ? source : source.join("");
}

/** Returns a notebook of code cells. */
export function notebookOf(...sources: readonly string[]): Notebook {
  return {
    cells: sources.map((source) => ({
      cell_type: "code",
      source,
      metadata: {},
      outputs: [],
      execution_count: null,
    })),
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  };
}
