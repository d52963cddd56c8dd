// Values moved as they are, four bytes each, and sums of rows.
export { copyRows, fill, gather, segmentSums } from "./rows";
export { transposeTiles } from "./tiles";
