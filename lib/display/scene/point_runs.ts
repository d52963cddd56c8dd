/** Returns the stretches of consecutive points whose values are finite. */
export function pointRuns(
  x: readonly number[],
  y: readonly number[],
): [number, number][][] {
  const runs: [number, number][][] = [];
  let open: [number, number][] | undefined;
  x.forEach((at, i) => {
    const value = y[i];
    if (value === undefined || !Number.isFinite(value)) {
      open = undefined;
    } else if (open === undefined) {
      open = [[at, value]];
      runs.push(open);
    } else {
      open.push([at, value]);
    }
  });
  return runs;
}
