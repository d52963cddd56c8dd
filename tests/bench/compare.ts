import {
  type Failure,
  isFailure,
  type Row,
  type Times,
} from "./measurement.ts";
import { type Ratio, ratioOf, ratioText } from "./ratio.ts";

/** Quotients of times by what they are of: a machine's speed is in both. */
export type Ratios = Readonly<Record<string, Ratio>>;

/**
 * A ratio may grow by so much before it counts as slower: processes differ by
 * more than their rounds do.
 */
export const TOLERANCE = 0.15;

/**
 * FullGrad in our own forward passes, and ours beside the peers', of every case
 * that was measured.
 */
export function ratiosOf(rows: readonly Row[]): Ratios {
  const ratios: Record<string, Ratio> = {};
  for (const { case: { network, batch }, ours, onnx, node, peer } of rows) {
    if (isFailure(ours)) continue;
    const set = (what: string, above: Times, below: Times | undefined) => {
      if (below === undefined) return;
      ratios[`${network} × ${batch}: ${what}`] = ratioOf(above, below);
    };
    const { forward, fullGrad } = ours.times;
    set("FullGrad / forward", fullGrad, forward);
    set("forward / onnxruntime-web", forward, timesOf(onnx)?.forward);
    set("forward / onnxruntime-web in Node", forward, timesOf(node)?.forward);
    set("forward / PyTorch", forward, timesOf(peer)?.forward);
    set("FullGrad / PyTorch", fullGrad, timesOf(peer)?.fullGradSummed);
  }
  return ratios;
}

/** The times of a peer that was measured. */
function timesOf<T extends { readonly times: object }>(
  peer: T | Failure | undefined,
): T["times"] | undefined {
  return peer === undefined || isFailure(peer) ? undefined : peer.times;
}

/**
 * What became slower than a baseline says, in words, one line each: by more than
 * the tolerance, and with an interval above the other.
 */
export function slowerThan(baseline: Ratios, now: Ratios): string[] {
  return Object.entries(now).flatMap(([name, ratio]) => {
    const before = baseline[name];
    return before === undefined || ratio.low <= before.high ||
        ratio.ratio <= (1 + TOLERANCE) * before.ratio
      ? []
      : [`${name}: ${ratioText(ratio)}, was ${ratioText(before)}`];
  });
}

/**
 * The ratios of a file that `--json` wrote.
 *
 * @throws {SyntaxError} If it has none.
 */
export async function readRatios(path: string): Promise<Ratios> {
  const { ratios } = JSON.parse(await Deno.readTextFile(path)) as {
    ratios?: unknown;
  };
  if (
    typeof ratios === "object" && ratios !== null &&
    Object.values(ratios).every(isRatio)
  ) return ratios as Ratios;
  throw new SyntaxError(
    `Cannot compare with ${path} as its ratios must have ratio, low and high by name: current value is ${
      JSON.stringify(ratios)
    }`,
  );
}

/** What a comparison found, as text. */
export function comparison(baseline: Ratios, now: Ratios): string {
  const lines = slowerThan(baseline, now);
  const count = Object.keys(now).filter((name) => name in baseline).length;
  return lines.length > 0
    ? `Slower than the baseline by more than ${100 * TOLERANCE} %:\n\n${
      lines.join("\n")
    }`
    : `Of ${count} ratio(s) that the baseline has too, none grew by more than ${
      100 * TOLERANCE
    } %.`;
}

function isRatio(value: unknown): value is Ratio {
  return typeof value === "object" && value !== null &&
    ["ratio", "low", "high"].every((key) =>
      typeof (value as Record<string, unknown>)[key] === "number"
    );
}
