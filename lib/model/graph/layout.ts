import { sizeOf } from "./folding/constant.ts";
import type { GraphBuilder, NodeParts } from "./graph_builder.ts";
import type { NodeKind } from "./graph_node.ts";
import { type LaidOut, lengthsOf, NO_AXIS } from "./laid_out.ts";
import { regroup, runsOf } from "./regroup.ts";

/** How elements along one axis lie, where that is not in the file's order. */
export interface ElementOrder {
  /** The parts of the axis in the file, the first one outermost. */
  readonly lengths: readonly number[];
  /** Which of them is outermost, and so on. */
  readonly permutation: readonly number[];
}

/** Names for the nodes that are added around one of the file's. */
export interface NodeLabel {
  /** Name of the node in the file. */
  readonly name: string;
  /** Its operation. */
  readonly layerClass: string;
}

/** 4 GiB of numbers: what a module of WebAssembly can address. */
const MOST_ELEMENTS = 2 ** 30;

/** Adds nodes to a graph, and rearranges values where their order is visible. */
export class Layout {
  readonly #builder: GraphBuilder;
  readonly #arranged = new Map<string, number>();
  readonly #origins = new WeakMap<LaidOut, LaidOut>();

  constructor(builder: GraphBuilder) {
    this.#builder = builder;
  }

  /** A new node whose output is `shape` for one image, in the order of `axes`. */
  add<K extends NodeKind>(
    label: NodeLabel,
    parts: Omit<NodeParts<K>, "name" | "layerClass" | "shape">,
    shape: readonly number[],
    axes: readonly number[],
  ): LaidOut {
    if (sizeOf(shape) > MOST_ELEMENTS) {
      throw new RangeError(
        `Cannot have a value of shape [${
          shape.join(", ")
        }] as no memory holds more than 2^30 elements`,
      );
    }
    const id = this.#builder.add({
      ...label,
      ...parts,
      shape: [null, ...lengthsOf(shape, axes)],
    } as NodeParts<K>);
    return { id, shape, axes };
  }

  /**
   * Id of a node that gives `value` in the order of `axes`, which must name
   * every axis that is longer than 1.
   */
  arrange(
    value: LaidOut,
    axes: readonly number[],
    label: NodeLabel,
  ): number {
    if (sameList(axes, value.axes)) return value.id;
    const key = `${value.id}|${value.axes}|${axes}`;
    const before = this.#arranged.get(key);
    if (before !== undefined) return before;
    const long = (axis: number) => axis !== NO_AXIS && value.shape[axis] !== 1;
    const order = axes.filter(long);
    const present = value.axes.filter(long);
    const permutation = order.map((axis) => present.indexOf(axis));
    const sizes = present.map((axis) => value.shape[axis]!);
    const id = this.#reshaped(
      this.#permuted(value.id, sizes, permutation, label),
      lengthsOf(value.shape, axes),
      label,
    );
    this.#arranged.set(key, id);
    return id;
  }

  /** What a value was before it got another shape, if it did. */
  originOf(value: LaidOut): LaidOut | undefined {
    return this.#origins.get(value);
  }

  /** The same elements in another shape of the file. */
  reshape(
    value: LaidOut,
    shape: readonly number[],
    label: NodeLabel,
  ): LaidOut {
    for (
      let before: LaidOut | undefined = value;
      before !== undefined;
      before = this.#origins.get(before)
    ) {
      if (sameList(before.shape, shape)) return before;
    }
    const reshaped = this.#reshape(value, shape, label);
    this.#origins.set(reshaped, value);
    return reshaped;
  }

  /**
   * The value, with the elements along its last axis in the order in which they
   * lay before it got its shape: so maps are flattened without being moved.
   *
   * @returns The value, whose axes end with the last one, and that order, if it
   * is not the file's.
   */
  asItLay(value: LaidOut, label: NodeLabel): {
    readonly value: LaidOut;
    readonly order: ElementOrder | undefined;
  } {
    const last = value.shape.length - 1;
    const inOrder = () => {
      const axes = [...value.axes.filter((axis) => axis !== last), last];
      const id = this.arrange(value, axes, label);
      return { value: { ...value, id, axes }, order: undefined };
    };
    const before = this.#firstOrigin(value);
    if (before === value) return inOrder();
    const { pieces, blocks } = regroup(before, value.shape);
    const own = blocks.find(({ axes }) => axes.includes(last));
    if (own === undefined || own.axes.length > 1) return inOrder();
    const lying = pieces.filter((piece) => own.pieces.includes(piece));
    if (lying.every((piece, i) => piece === own.pieces[i])) return inOrder();
    const others = blocks.filter((block) => block !== own);
    const order = [...others.flatMap(({ pieces }) => pieces), ...lying];
    const axes = [...others.flatMap((block) => block.axes), last];
    const id = this.#reshaped(
      this.#permuted(
        before.id,
        pieces.map(({ length }) => length),
        order.map((piece) => pieces.indexOf(piece)),
        label,
      ),
      lengthsOf(value.shape, axes),
      label,
    );
    return {
      value: { id, shape: value.shape, axes },
      order: {
        lengths: own.pieces.map(({ length }) => length),
        permutation: lying.map((piece) => own.pieces.indexOf(piece)),
      },
    };
  }

  /** The value before any of the shapes that it got in a row. */
  #firstOrigin(value: LaidOut): LaidOut {
    const before = this.#origins.get(value);
    return before === undefined ? value : this.#firstOrigin(before);
  }

  #reshape(
    value: LaidOut,
    shape: readonly number[],
    label: NodeLabel,
  ): LaidOut {
    if (sizeOf(shape) !== sizeOf(value.shape) || sizeOf(shape) === 0) {
      throw new RangeError(
        `Cannot reshape [${value.shape.join(", ")}] to [${shape.join(", ")}]`,
      );
    }
    const { pieces, blocks } = regroup(value, shape);
    const order = blocks.flatMap(({ pieces }) => pieces);
    const permutation = order.map((piece) => pieces.indexOf(piece));
    const sizes = pieces.map(({ length }) => length);
    // A row is no map of one pixel, on which a bias would lie over the picture.
    const isRow = shape.length === 2 && shape[0] === 1;
    const axes = isRow ? [1] : blocks.flatMap((block) => block.axes);
    const isMoved = permutation.some((from, to) => from !== to);
    const long = value.axes.map((axis) =>
      axis !== NO_AXIS && value.shape[axis] !== 1
    );
    if (
      !isMoved && !(isRow && value.axes.length > 1) &&
      blocks.length === pieces.length &&
      pieces.length === axes.length &&
      axes.length === long.filter(Boolean).length
    ) {
      // No more than axes of length 1 come or go.
      let at = 0;
      const same = long.map((isLong) => isLong ? axes[at++]! : NO_AXIS);
      return { id: value.id, shape, axes: same };
    }
    const id = this.#reshaped(
      this.#permuted(value.id, sizes, permutation, label),
      lengthsOf(shape, axes),
      label,
    );
    return { id, shape, axes };
  }

  /** Id of the node with the axes of its output, split as `sizes`, permuted. */
  #permuted(
    id: number,
    sizes: readonly number[],
    permutation: readonly number[],
    label: NodeLabel,
  ): number {
    if (permutation.every((from, to) => from === to)) return id;
    const { lengths, order } = runsOf(sizes, permutation);
    const split = this.#reshaped(id, lengths, label);
    const moved = [0, ...order.map((axis) => axis + 1)];
    const source = this.#builder.nodes[split]!;
    // Two transpositions in a row are one, or none.
    const from = source.kind === "transpose" ? source.inputs[0]! : split;
    const whole = source.kind === "transpose"
      ? moved.map((axis) => source.attributes.permutation[axis]!)
      : moved;
    if (whole.every((axis, i) => axis === i)) return from;
    return this.#builder.add({
      name: `${label.name}/transpose`,
      layerClass: label.layerClass,
      kind: "transpose",
      inputs: [from],
      attributes: { permutation: whole },
      shape: [null, ...order.map((axis) => lengths[axis]!)],
    });
  }

  #reshaped(
    id: number,
    lengths: readonly number[],
    label: NodeLabel,
  ): number {
    const node = this.#builder.nodes[id]!;
    // Only the last of several shapes in a row is seen.
    const from = node.kind === "reshape" ? node.inputs[0]! : id;
    if (sameList(this.#lengths(id), lengths)) return id;
    if (sameList(this.#lengths(from), lengths)) return from;
    return this.#builder.add({
      name: `${label.name}/reshape`,
      layerClass: label.layerClass,
      kind: "reshape",
      inputs: [from],
      attributes: { shape: [null, ...lengths] },
      shape: [null, ...lengths],
    });
  }

  #lengths(id: number): readonly (number | null)[] {
    return this.#builder.shapeOf(id).slice(1);
  }
}

function sameList(
  a: readonly (number | null)[],
  b: readonly (number | null)[],
): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
