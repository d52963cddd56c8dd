const MOST_CHARACTERS = 60;

/**
 * A value as an error message shows it: short, on one line, and never the whole
 * of an array, a tensor or a file.
 */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case "string":
      return printable(JSON.stringify(shortened(value)));
    case "bigint":
      return `${value}n`;
    case "function":
      return `a function${value.name ? ` ${value.name}` : ""}`;
    case "object":
      return value === null ? "null" : describeObject(value);
    default:
      return String(value);
  }
}

/** Without characters that a terminal obeys or does not show. */
function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (letter) => `\\u${letter.codePointAt(0)!.toString(16).padStart(4, "0")}`,
  );
}

function describeObject(value: object): string {
  if (isPromise(value)) return "a promise, which must be awaited";
  if (Array.isArray(value)) return describeArray(value);
  const name = value.constructor?.name;
  if (ArrayBuffer.isView(value) && "length" in value) {
    return `${name} of ${value.length} values`;
  }
  if (name !== undefined && name !== "Object") return `an object of ${name}`;
  const names = Object.keys(value);
  return names.length === 0
    ? "{}"
    : shortened(`an object with ${names.join(", ")}`);
}

/** Whether somebody forgot to write `await`. */
function isPromise(value: unknown): boolean {
  return typeof value === "object" && value !== null && "then" in value &&
    typeof value.then === "function";
}

function describeArray(value: readonly unknown[]): string {
  const plain = value.every((entry) =>
    entry === null || ["number", "string", "boolean"].includes(typeof entry)
  );
  const text = plain ? `[${value.map(describeValue).join(", ")}]` : "";
  return plain && text.length <= MOST_CHARACTERS
    ? text
    : `an array of ${value.length} elements`;
}

function shortened(text: string): string {
  return text.length <= MOST_CHARACTERS
    ? text
    : `${text.slice(0, MOST_CHARACTERS - 1)}…`;
}
