import type { Model } from "../../model/mod.ts";
import type { RetrainingData } from "./retrainer.ts";

/**
 * Checks that both sets have the same classes and images of the same size,
 * which the network takes.
 *
 * @throws {TypeError} If they have not.
 */
export function checkData({ training, test }: RetrainingData, model: Model) {
  const shape = training.imageShape.join("×");
  if (test.imageShape.join("×") !== shape) {
    throw new TypeError(
      `Cannot retrain as training and test images must have the same size: current sizes are ${shape} and ${
        test.imageShape.join("×")
      }`,
    );
  }
  if (training.classes.join("\n") !== test.classes.join("\n")) {
    throw new TypeError(
      `Cannot retrain as training and test set must have the same classes: current numbers are ${training.classes.length} and ${test.classes.length}`,
    );
  }
  const fits = model.inputShape.every((side, i) =>
    side === null || side === training.imageShape[i]
  );
  if (!fits) {
    throw new TypeError(
      `Cannot explain the images of ${training.name} as they must have the network's size ${
        model.inputShape.map((side) => side ?? "any").join("×")
      }: current size is ${shape}`,
    );
  }
}
