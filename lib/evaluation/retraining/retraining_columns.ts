import type { TableColumn } from "../units/mod.ts";

/** The columns of the table of a retraining, in their order. */
export const RETRAINING_COLUMNS: readonly TableColumn[] = [
  {
    name: "experiment",
    meaning:
      "remove: the most salient pixels are removed; keep: the least salient ones",
  },
  {
    name: "method",
    meaning: "what ranks the pixels; empty where nothing is removed",
  },
  { name: "control", meaning: "true: a ranking that explains nothing" },
  { name: "fraction", meaning: "share of the pixels removed, 0 to 1" },
  { name: "run", meaning: "number of the training, from 1" },
  {
    name: "accuracy",
    meaning: "share of the test images classified right, 0 to 1",
  },
  {
    name: "training_loss",
    meaning: "mean loss of the last epoch; empty if it is not known",
  },
  { name: "epochs", meaning: "epochs trained; empty if it is not known" },
];
