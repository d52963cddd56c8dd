// deno-lint-ignore no-control-regex -- control characters are what it removes
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]+/g;

/**
 * Returns the text without control characters, on one line: what neither XML,
 * nor a terminal, nor a figure's label can take. Unpaired surrogates become
 * U+FFFD.
 */
export function printable(text: string): string {
  return text.replace(CONTROL, " ").toWellFormed();
}
