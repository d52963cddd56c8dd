import type { SaliencyMap } from "../../aggregation/mod.ts";
import { type Comparison, constantMaps } from "../comparison/mod.ts";
import type { Similarity } from "../similarity/mod.ts";
import type { UnitStore } from "../units/mod.ts";
import type { MethodCurve } from "./randomization_curves.ts";

const EXAMPLES = "maps of examples";
const CONSTANT = "constant maps";

/** Numbers by name, of one method after one step. */
export type Unit = Readonly<Record<string, readonly number[]>>;

/** The unit that was kept under a key, or `undefined`. */
export async function readUnit(
  store: UnitStore,
  key: string,
): Promise<Unit | undefined> {
  // A whole file of this key was written by `unitOf`.
  return await store.read(key) as Unit | undefined;
}

/** What is kept of the maps of one method after one step. */
export function unitOf(
  map: SaliencyMap,
  compare: Comparison,
  examples: number,
): Unit {
  const [, height, width] = map.shape;
  return {
    ...compare(map),
    [EXAMPLES]: Array.from(map.values.subarray(0, examples * height * width)),
    [CONSTANT]: [constantMaps(map)],
  };
}

/** What the units of all steps say together. */
export function curvesOf(
  units: readonly Unit[],
  similarities: readonly Similarity[],
): Pick<MethodCurve, "values" | "examples" | "constantMaps"> {
  return {
    values: Object.fromEntries(
      similarities.map(({ name }) => [name, units.map((unit) => unit[name]!)]),
    ),
    examples: units.map((unit) => Float32Array.from(unit[EXAMPLES]!)),
    constantMaps: units.map((unit) => unit[CONSTANT]![0]!),
  };
}
