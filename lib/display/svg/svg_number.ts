/** Returns a length as SVG has it, to a hundredth. */
export function svgNumber(value: number): string {
  return String(Math.round(value * 100) / 100);
}
