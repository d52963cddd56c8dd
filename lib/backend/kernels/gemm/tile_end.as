/** What happens to the sums of a tile: `sum · scale + shift`, within bounds. */
@unmanaged
export class TileEnd {
  low: f32;
  high: f32;
  /** Factors of the 8 columns, or 0 for neither factors nor terms. */
  scale: usize;
  /** Terms of the 8 columns. */
  shift: usize;
}
