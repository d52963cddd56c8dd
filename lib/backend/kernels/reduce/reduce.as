// Sums and extremes over axes that lie side by side.
export { columnSums, rowSums, totalSums } from "./sum";
export { columnMaxima, columnMinima, rowMaxima, rowMinima } from "./extreme";
