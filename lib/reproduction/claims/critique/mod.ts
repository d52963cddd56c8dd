import type { Claim } from "../../claim.ts";
import { SUBJECTS } from "./networks.ts";
import {
  otherClassSeries,
  randomizationSeries,
  twoObjectsSeries,
} from "./series.ts";

const stub = {
  paper: "",
  code: "lib/reproduction/claims/critique/mod.ts",
  protocol: "",
  limits: [],
  finding: () => ({ summary: "", body: "", figures: {} }),
};

export const CRITIQUE: readonly Claim[] = [
  {
    ...stub,
    name: "critique_other_class",
    title: "o",
    series: SUBJECTS.map(otherClassSeries),
  },
  {
    ...stub,
    name: "critique_two_objects",
    title: "o",
    series: SUBJECTS.flatMap(twoObjectsSeries),
  },
  {
    ...stub,
    name: "critique_cascading",
    title: "o",
    series: SUBJECTS.flatMap((s) => randomizationSeries(s, "cascading")),
  },
  {
    ...stub,
    name: "critique_independent",
    title: "o",
    series: SUBJECTS.flatMap((s) => randomizationSeries(s, "independent")),
  },
];
