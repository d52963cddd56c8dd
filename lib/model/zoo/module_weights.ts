import { sizeOf, type StateDict } from "../formats/state_dict/stored_tensor.ts";
import { permuteValues } from "../graph/arranged_constant.ts";
import type { AnyNode, LiveWeight } from "../graph/graph_node.ts";
import { GraphWeights } from "../graph/graph_weights.ts";

/** Where a weight lies in the file, and how it comes from there. */
export interface Source {
  /** Shape in the file. */
  readonly stored: readonly number[];
  /** The file's axes in the order of ours; their own where it is left out. */
  readonly axes?: readonly number[];
  /** How the values of the file are split into more axes, to be reordered. */
  readonly split?: readonly number[];
  /** Which part of the first axis it is; all of it where it is left out. */
  readonly rows?: readonly [begin: number, end: number];
}

/** How many names an error lists. */
const MOST_NAMES = 12;

/**
 * The weights of a file, taken module by module. What is missing, left over or
 * of another shape is collected, so that the error can say all of it.
 */
export class ModuleWeights {
  readonly #tensors: StateDict;
  readonly #weights = new GraphWeights();
  /** By name in the file: the shape that is due. */
  readonly #due = new Map<string, readonly number[]>();

  /** The weights of a file, of which none is taken. */
  constructor(tensors: StateDict) {
    this.#tensors = tensors;
  }

  /** The shape of a weight in the file, if it has the weight. */
  shapeOf(name: string): readonly number[] | undefined {
    return this.#tensors.get(name)?.shape;
  }

  /** A weight of the file; empty where it is missing or of another shape. */
  add(name: string, shape: readonly number[], source: Source): LiveWeight {
    return this.combine([[name, source.stored]], shape, ([stored]) => {
      const { axes, rows = [0, source.stored[0]!] } = source;
      const part = [rows[1] - rows[0], ...source.stored.slice(1)];
      const size = sizeOf(source.stored.slice(1));
      const values = stored!.subarray(rows[0] * size, rows[1] * size);
      if (axes === undefined) return values;
      const { split = part } = source;
      const strides = split.map((_, axis) => sizeOf(split.slice(axis + 1)));
      return permuteValues(
        values,
        axes.map((axis) => split[axis]!),
        axes.map((axis) => strides[axis]!),
      );
    });
  }

  /**
   * A weight that is made of some of the file's; empty where one of them is
   * missing or of another shape.
   */
  combine(
    parts: readonly (readonly [name: string, stored: readonly number[]])[],
    shape: readonly number[],
    make: (values: readonly Float32Array[]) => Float32Array,
  ): LiveWeight {
    for (const [name, stored] of parts) this.#due.set(name, stored);
    const isThere = parts.every(([name, stored]) =>
      `${this.shapeOf(name)}` === `${stored}`
    );
    if (!isThere) {
      return this.#weights.add({ data: new Float32Array(), shape: [0] });
    }
    const values = parts.map(([name]) => this.#tensors.get(name)!.read());
    return this.#weights.add({ data: make(values), shape });
  }

  /**
   * Ends the taking.
   *
   * @param from What the file is called.
   * @throws {SyntaxError} If a weight is missing, left over or of another shape.
   */
  check(from: string): void {
    const due = this.#due;
    const missing = [...due.keys()].filter((name) => !this.#tensors.has(name));
    const left = [...this.#tensors.keys()].filter((name) =>
      !due.has(name) && !name.endsWith(".num_batches_tracked")
    );
    const other = [...due].flatMap(([name, shape]) => {
      const stored = this.#tensors.get(name)?.shape;
      return stored === undefined || `${stored}` === `${shape}`
        ? []
        : [`${name} [${stored}], not [${shape}]`];
    });
    const complaints = [
      listed("missing", missing),
      listed("left over", left),
      listed("of another shape", other),
    ].filter((text) => text !== "");
    if (complaints.length === 0) return;
    throw new SyntaxError(
      `Cannot load the weights as ${from} must hold those of the architecture: ${
        complaints.join("; ")
      }`,
    );
  }

  /** The variables of what was taken, in the order of the nodes. */
  create(nodes: readonly AnyNode[]): ReturnType<GraphWeights["create"]> {
    return this.#weights.create(nodes);
  }
}

function listed(what: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const more = names.length > MOST_NAMES
    ? ` and ${names.length - MOST_NAMES} more`
    : "";
  return `${what} are ${names.slice(0, MOST_NAMES).join(", ")}${more}`;
}
