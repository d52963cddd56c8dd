import { checkDataset, type Dataset } from "../data/mod.ts";
import type { Model } from "../model/mod.ts";
/**
 * Throws unless a network can take a dataset's images and has its classes.
 *
 * @throws {TypeError} If it is no dataset, or the images or the number of classes
 * do not fit.
 * @throws {RangeError} If there are no images.
 */
export function checkFit(model: Model, dataset: Dataset): void {
  const { graph, inputShape, name } = model;
  checkDataset(`run "${name}"`, dataset);
  const fits = inputShape.every((side, i) =>
    side === null || side === dataset.imageShape[i]
  );
  if (!fits) {
    throw new TypeError(
      `Cannot run "${name}" on ${dataset.name} as its images must be [${
        inputShape.map((side) => side ?? "any").join(", ")
      }]: current shape is [${dataset.imageShape.join(", ")}]`,
    );
  }
  const outputs = graph.nodes[graph.output]!.shape.at(-1);
  if (outputs !== dataset.classes.length) {
    throw new TypeError(
      `Cannot run "${name}" on ${dataset.name} as it must have ${dataset.classes.length} logits, one for each class: current number is ${outputs}`,
    );
  }
  if (dataset.size < 1) {
    throw new RangeError(
      `Cannot run "${name}" on ${dataset.name} as it must have images: current number is ${dataset.size}`,
    );
  }
}

/**
 * Throws where a label means another class to one than to the other, since both
 * have a name, at different places. Names of one alone say nothing.
 *
 * @param action What cannot be done otherwise.
 * @param network What has names in the order that counts: a network, or the dataset
 * that it learns from; without names nothing is known.
 * @param dataset The images.
 * @throws {TypeError} If a name is at another place.
 */
export function checkClassOrder(
  action: string,
  network: {
    readonly name: string;
    readonly classes?: readonly string[] | undefined;
  },
  { name, classes }: Pick<Dataset, "name" | "classes">,
): void {
  const known = network.classes ?? [];
  const label = classes.findIndex((own, i) =>
    known.includes(own) && known[i] !== own
  );
  if (label === -1) return;
  throw new TypeError(
    `Cannot ${action} as labels must mean the same classes: ${label} is ${
      JSON.stringify(classes[label])
    } in ${name} and ${
      JSON.stringify(known[label] ?? "no class")
    } in ${network.name}. loadImageFolder takes classes in an order that is given`,
  );
}
