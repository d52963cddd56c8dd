// Values moved as they are, four bytes each, and sums of rows.
export { copyRows, fill, segmentSums } from "./rows";
export { transposeTiles } from "./tiles";
