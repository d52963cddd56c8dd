import type {
  EvaluationData,
  Measure,
} from "../../../lib/evaluation/result/mod.ts";

/** A record of made-up numbers, by method × measure × point × image × repeat. */
export function recordOf(
  values: Readonly<Record<string, readonly unknown[]>>,
  parts: Partial<EvaluationData> = {},
): EvaluationData {
  const measures: readonly Measure[] = parts.measures ??
    [{ name: "loss", meaning: "the loss", better: "lower" }];
  const images = parts.images?.names ??
    [...Array(sizeOf(values, parts)).keys()].map((i) => `image ${i + 1}`);
  return {
    format: "fullgrad evaluation 1",
    experiment: "Made up",
    model: { name: "none", fingerprint: "a" },
    methods: Object.keys(values).map((name) => ({
      name,
      control: name === "control",
      method: name,
      signed: false,
      settings: { steps: 3 },
      key: null,
    })),
    repeats: { count: 1, name: "run" },
    settings: { fill: "black", fractions: [0.1, 0.2] },
    limits: ["A limit."],
    missing: [],
    notes: [],
    provenance: {
      version: "1",
      call: "call()",
      backend: "cpu",
      seeds: [1],
      date: "2026-01-01T00:00:00.000Z",
    },
    ...parts,
    measures,
    images: { names: images, fingerprint: "b" },
    values: Object.values(values).flat(9) as (number | null)[],
  };
}

function sizeOf(
  values: Readonly<Record<string, readonly unknown[]>>,
  { measures, axis, repeats }: Partial<EvaluationData>,
): number {
  const cells = Object.values(values)[0]!.flat(9).length;
  const others = [measures?.length, axis?.values.length, repeats?.count];
  return others.reduce<number>((size, side = 1) => size / side, cells);
}
