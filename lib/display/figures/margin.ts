/** Pixels between a figure's edge and what it shows. */
export const MARGIN = 16;
