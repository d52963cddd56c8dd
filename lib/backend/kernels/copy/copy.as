// Values moved as they are, four bytes each.
export { copyRows, fill } from "./rows";
export { transposeTiles } from "./tiles";
export { segmentSums } from "./segments";
