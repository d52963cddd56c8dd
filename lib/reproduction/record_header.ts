import type { EvaluationData, EvaluationFrame } from "../evaluation/mod.ts";

/** What rows do not say. */
export interface RecordHeader {
  /** The frame of the evaluations, of no image. */
  readonly frame: EvaluationFrame;
  /** The call of the first slice, what it ran on, and the seeds of all. */
  readonly origin: Omit<EvaluationData["provenance"], "date">;
  /** The slices, with what tells their images from others. */
  readonly slices: readonly {
    readonly name: string;
    readonly images: string;
  }[];
}

/**
 * What two records have in common: their points and repeats together.
 *
 * @throws {RangeError} If the two are not of the same network and methods.
 */
export function joinedHeaders(
  a: RecordHeader,
  b: RecordHeader,
): RecordHeader {
  const identity = ({ frame }: RecordHeader) =>
    JSON.stringify([
      frame.model.fingerprint,
      frame.measures.map(({ name }) => name),
    ]);
  const known = new Map(a.frame.methods.map(({ name, key }) => [name, key]));
  const others = b.frame.methods.filter(({ name, key }) =>
    known.has(name) && known.get(name) !== key
  );
  if (identity(a) !== identity(b) || others.length > 0) {
    throw new RangeError(
      `Cannot join slices of ${a.frame.experiment} as they must be of one network, the same methods and the same version: ${
        others[0]?.name ?? a.frame.model.name
      } is another one`,
    );
  }
  const shared = Object.entries(a.frame.settings).filter(([name, value]) =>
    JSON.stringify(b.frame.settings[name]) === JSON.stringify(value)
  );
  return {
    ...a,
    frame: {
      ...a.frame,
      methods: [
        ...a.frame.methods,
        ...b.frame.methods.filter(({ name }) => !known.has(name)),
      ],
      settings: Object.fromEntries(shared),
      ...(a.frame.axis && {
        axis: {
          ...a.frame.axis,
          values: joinedPoints(a.frame.axis.values, b.frame.axis!.values),
        },
      }),
      repeats: {
        ...a.frame.repeats,
        count: Math.max(a.frame.repeats.count, b.frame.repeats.count),
      },
    },
    origin: {
      ...a.origin,
      seeds: [...new Set([...a.origin.seeds, ...b.origin.seeds])],
    },
  };
}

/** Numbers grow; names stay in their order. */
function joinedPoints<Points extends readonly (number | string)[]>(
  a: Points,
  b: Points,
): Points {
  const points = [...new Set([...a, ...b])];
  const numbers = points.every((point) => typeof point === "number");
  return (numbers ? points.toSorted((x, y) => x - y) : points) as unknown as
    & Points
    & readonly (number | string)[];
}
