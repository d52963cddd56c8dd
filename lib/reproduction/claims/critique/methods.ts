import { signed } from "../../../aggregation/mod.ts";
import type { MethodInput } from "../../../evaluation/mod.ts";
import {
  camMatrix,
  classAgnosticFullGrad,
  FULL_GRAD_VARIANTS,
  fullGradMatrix,
  PROPAGATION_VARIANTS,
  randomMap,
  sobelEdges,
} from "../../../methods/mod.ts";
import type { Place, Subject } from "./networks.ts";

/** The class-agnostic control of each place. */
const ALL_ONES = "allOnes";

/** That of FullGrad. */
export const FULL_GRAD_CONTROL = "Class-agnostic FullGrad";

/** FullGrad's aggregations, all with the input term: 6 × 2 × 2. */
export const FULL_GRADS = Object.keys(FULL_GRAD_VARIANTS)
  .filter((name) => !name.includes("NoInput"));

/** Those of them that are followed through randomizations. */
export const FOLLOWED = [
  "absolute",
  "positive",
  "signed",
  "absoluteOfSum",
  "positiveOfSumNoProduct",
  "signedOfSumNoProduct",
];

type Methods = Readonly<Record<string, MethodInput>>;

/** Layer × aggregation, FullGrad's matrix and the propagation rules, with controls. */
export function methodsOf(
  { layers }: Subject,
  places: readonly Place[],
  fullGrads: readonly string[],
): { readonly methods: Methods; readonly controls: Methods } {
  const matrix = camMatrix(places.map((place) => layers[place]));
  const cams = Object.entries(matrix).map(([name, method]) => {
    const [layer, aggregation] = name.split(" ");
    const place = places.find((place) => layers[place] === layer);
    return [`${place} ${aggregation}`, method] as const;
  });
  const isControl = (name: string) => name.endsWith(ALL_ONES);
  return {
    methods: {
      ...Object.fromEntries(cams.filter(([name]) => !isControl(name))),
      ...Object.fromEntries(
        Object.entries(fullGradMatrix(fullGrads)).map(([name, method]) => [
          `FullGrad ${name}`,
          method,
        ]),
      ),
      // Signed, so that a sign that turns is seen.
      ...Object.fromEntries(
        Object.entries(PROPAGATION_VARIANTS).map(([name, run]) => [
          name,
          { run, options: { magnitude: signed } },
        ]),
      ),
    },
    controls: {
      ...Object.fromEntries(cams.filter(([name]) => isControl(name))),
      [FULL_GRAD_CONTROL]: classAgnosticFullGrad,
      "Random map": randomMap,
      "Sobel edges": sobelEdges,
    },
  };
}
