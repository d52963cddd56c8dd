/**
 * The names of `@std/assert` that the tests and examples use, on
 * `node:assert/strict`: `deno.json` maps `@std/assert` to this file, so that
 * nothing here needs the JSR registry. Where it can be reached, one line of
 * `deno.json` maps it to `jsr:@std/assert` instead.
 *
 * @module
 */
import assertStrict from "node:assert/strict";

/** Fails unless `value` is truthy. */
export function assert(value: unknown, message?: string): asserts value {
  assertStrict.ok(value, message as string);
}

/** Fails unless `actual` and `expected` are deeply equal. */
export function assertEquals<T>(
  actual: T,
  expected: T,
  message?: string,
): void {
  assertStrict.deepEqual(actual, expected, message as string);
}

/** Fails unless `|actual - expected| <= tolerance`. */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance = 1e-7,
  message?: string,
): void {
  if (Object.is(actual, expected) || Math.abs(actual - expected) <= tolerance) {
    return;
  }
  assertStrict.fail(
    message ?? `${actual} is not within ${tolerance} of ${expected}`,
  );
}

/** Fails unless `text` contains `part`. */
export function assertStringIncludes(
  text: string,
  part: string,
  message?: string,
): void {
  assertStrict.ok(
    text.includes(part),
    message ?? `${JSON.stringify(text)} lacks "${part}"`,
  );
}

/** Fails unless `text` matches `pattern`. */
export function assertMatch(
  text: string,
  pattern: RegExp,
  message?: string,
): void {
  assertStrict.match(text, pattern, message as string);
}

// deno-lint-ignore no-explicit-any -- any error class, whatever its constructor takes
type ErrorClass<E extends Error> = new (...args: any[]) => E;

function checkError<E extends Error>(
  error: unknown,
  errorClass: ErrorClass<E>,
  part?: string,
): E {
  if (!(error instanceof errorClass)) {
    const came = error instanceof Error
      ? `${error.name}: ${error.message}`
      : String(error);
    assertStrict.fail(
      `expected ${errorClass.name}, but this was thrown: ${came}`,
    );
  }
  if (part !== undefined) assertStringIncludes(error.message, part);
  return error;
}

/** Fails unless `fn` throws an `errorClass` whose message includes `part`. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  errorClass: ErrorClass<E> = Error as unknown as ErrorClass<E>,
  part?: string,
): E {
  try {
    fn();
  } catch (error) {
    return checkError(error, errorClass, part);
  }
  return assertStrict.fail(
    `expected ${errorClass.name}, but nothing was thrown`,
  );
}

/** Fails unless `fn` rejects with an `errorClass` whose message includes `part`. */
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  errorClass: ErrorClass<E> = Error as unknown as ErrorClass<E>,
  part?: string,
): Promise<E> {
  try {
    await fn();
  } catch (error) {
    return checkError(error, errorClass, part);
  }
  return assertStrict.fail(
    `expected ${errorClass.name}, but nothing was thrown`,
  );
}
