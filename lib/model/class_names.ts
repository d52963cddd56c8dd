import type { LayerGraph } from "./graph/layer_graph.ts";

/**
 * How many classes the output tells apart: one for each logit, and two where it
 * is a single one behind a sigmoid. These are counted as Keras counts labels:
 * class 1 is what the sigmoid is the probability of, class 0 its complement.
 *
 * @returns The number of classes; 0 where the shape leaves it open.
 */
export function classCount({ nodes, output, head }: LayerGraph): number {
  const outputs = nodes[output]!.shape.at(-1) ?? 0;
  return outputs === 1 && head === "sigmoid" ? 2 : outputs;
}

/**
 * A name for each class, or none, as {@linkcode namesAlone} has them. The one name
 * that a file gives a single sigmoid is that of class 1.
 *
 * @throws {RangeError} If there are not as many names as classes.
 */
export function namesOfClasses(
  graph: LayerGraph,
  given: readonly string[] | undefined,
): readonly string[] | undefined {
  const names = given && namesAlone(given);
  const outputs = graph.nodes[graph.output]!.shape.at(-1);
  const classes = classCount(graph);
  if (names === undefined || outputs == null || names.length === classes) {
    return names;
  }
  if (outputs === classes) {
    throw new RangeError(
      `Cannot name the classes as there must be ${classes} names, one for each output: current number is ${names.length}`,
    );
  }
  if (names.length === outputs) return [`not ${names[0]}`, names[0]!];
  throw new RangeError(
    `Cannot name the classes of the single sigmoid as there must be 2 names, the second that of its output, or that one alone: current number is ${names.length}`,
  );
}

/** Names of classes in a file beside a model. */
export interface ListedNames {
  /** What the file is called. */
  readonly file: string;
  readonly names: readonly string[];
}

/**
 * What lists of names beside a model say of it: the names of its classes where one
 * has as many, or several have the same; else a note that they have none.
 */
export function namesFromLists(
  graph: LayerGraph,
  lists: readonly ListedNames[],
): { readonly classNames?: readonly string[]; readonly notes: string[] } {
  const classes = classCount(graph);
  // The one name of a single sigmoid will do, as in JSON.
  const outputs = graph.nodes[graph.output]!.shape.at(-1);
  const [fitting, ...others] = lists.filter(({ names: { length } }) =>
    classes === 0 || length === classes || length === outputs
  );
  if (fitting !== undefined) {
    const isSame = ({ names }: ListedNames) =>
      names.length === fitting.names.length &&
      names.every((name, i) => name === fitting.names[i]);
    if (others.every(isSame)) {
      return { classNames: fitting.names, notes: [] };
    }
  }
  const several = fitting === undefined ? lists : [fitting, ...others];
  const what = several.map(({ file, names }) => `${file} has ${names.length}`)
    .join(", ");
  return {
    notes: [
      `The classes have no names: of the lists beside the model ${what}, ${
        fitting === undefined
          ? `the model ${classes} classes`
          : "which are not the same"
      }.`,
    ],
  };
}

/** The class names in a text, a line each, as {@linkcode namesAlone} has them. */
export function namesByLine(text: string): readonly string[] {
  return namesAlone(text.split(/\r?\n/).filter((line) => line.trim() !== ""));
}

/**
 * The names in the lines of a list of classes: without ImageNet's synset
 * (`n01440764 tench`) where all lines have it, or without their number (`0 tench`),
 * and in the order of these, where they are those from 0 on.
 */
export function namesAlone(lines: readonly string[]): readonly string[] {
  const trimmed = lines.map((line) => line.trim());
  const synset = /^n\d{8}\s+(?=\S)/;
  if (trimmed.every((line) => synset.test(line))) {
    return trimmed.map((line) => line.replace(synset, ""));
  }
  const numbered = trimmed.map((line) => /^(\d+)[\s:,]+(\S.*)$/.exec(line));
  const ordered = Array<string | undefined>(lines.length).fill(undefined);
  for (const match of numbered) {
    const number = Number(match?.[1] ?? NaN);
    if (!(number < ordered.length) || ordered[number] !== undefined) {
      return trimmed;
    }
    ordered[number] = match![2]!;
  }
  return ordered as readonly string[];
}
