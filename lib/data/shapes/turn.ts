/**
 * Cosine and sine of an angle given in whole turns, within 1e-9.
 *
 * `Math.sin` and `Math.cos` may differ between engines in the last bit; these
 * use additions and multiplications only, so that images come out equal
 * everywhere.
 *
 * @param turns The angle; 0.25 is a right angle, clockwise on the screen.
 * @returns The pair `[cosine, sine]`.
 */
export function turn(turns: number): readonly [number, number] {
  const quarter = Math.floor(turns * 4 + 0.5);
  const t = (turns * 4 - quarter) * (Math.PI / 2);
  const s = t * t;
  const cosine = 1 -
    s / 2 * (1 - s / 12 * (1 - s / 30 * (1 - s / 56 * (1 - s / 90))));
  const sine = t *
    (1 - s / 6 * (1 - s / 20 * (1 - s / 42 * (1 - s / 72 * (1 - s / 110)))));
  switch (quarter & 3) {
    case 0:
      return [cosine, sine];
    case 1:
      return [-sine, cosine];
    case 2:
      return [-cosine, -sine];
    default:
      return [sine, -cosine];
  }
}
