import type { Failure, Row } from "./measurement.ts";

/** Quotients of times by what they are of: a machine's speed is in both. */
export type Ratios = Readonly<Record<string, number>>;

/** A ratio may grow by so much before it counts as slower. */
export const TOLERANCE = 0.15;

/**
 * FullGrad in our own forward passes, and ours beside the peers', of every case
 * that was measured.
 */
export function ratiosOf(rows: readonly Row[]): Ratios {
  const ratios: Record<string, number> = {};
  for (const { case: { network, batch }, ours, onnx, peer } of rows) {
    if (isFailure(ours)) continue;
    const { ms, perForward } = ours;
    const set = (what: string, value: number) =>
      ratios[`${network} × ${batch}: ${what}`] = Number(value.toPrecision(3));
    set("FullGrad / forward", perForward.fullGrad);
    if (onnx && !isFailure(onnx)) {
      set("forward / onnxruntime-web", ms.forward / onnx.ms.forward);
    }
    if (!peer || isFailure(peer)) continue;
    set("forward / PyTorch", ms.forward / peer.ms.forward);
    if (peer.ms.fullGradSummed !== undefined) {
      set("FullGrad / PyTorch", ms.fullGrad / peer.ms.fullGradSummed);
    }
  }
  return ratios;
}

/** What became slower than a baseline says, in words, one line each. */
export function slowerThan(baseline: Ratios, now: Ratios): string[] {
  return Object.entries(now).flatMap(([name, ratio]) => {
    const before = baseline[name];
    return before === undefined || ratio <= (1 + TOLERANCE) * before
      ? []
      : [`${name}: ${ratio}, was ${before}`];
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
    Object.values(ratios).every((ratio) => typeof ratio === "number")
  ) return ratios as Ratios;
  throw new SyntaxError(
    `Cannot compare with ${path} as its ratios must be numbers by name: current value is ${
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

function isFailure(result: object): result is Failure {
  return "error" in result;
}
