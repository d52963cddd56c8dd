import { readFile } from "node:fs/promises";
import { classCount, type Model, namesByLine } from "../model/mod.ts";
import { classIndices } from "../propagation/mod.ts";
import { asUsage, UsageError } from "./arguments.ts";

/** The class names that a file lists. */
export async function readNames(path: string): Promise<readonly string[]> {
  return namesByLine(
    await readFile(path, "utf8").catch((error: Error) => {
      throw new UsageError(`Cannot read the class names: ${error.message}`, {
        cause: error,
      });
    }),
  );
}

/**
 * A class name where the model has one that reads so, else an index, else the
 * one class whose first synonym (`zebra` of `zebra, Equus zebra`) it is.
 *
 * @throws {UsageError} If there is no such class.
 */
export function targetOf(
  text: string,
  { classNames, graph }: Model,
): string | number {
  const names = classNames ?? [];
  const target = names.includes(text)
    ? text
    : /^\d+$/.test(text)
    ? Number(text)
    : nameBySynonym(text, names) ?? text;
  asUsage(() => classIndices(target, 1, classCount(graph), classNames));
  return target;
}

function nameBySynonym(
  text: string,
  names: readonly string[],
): string | undefined {
  const [name, ...others] = names.filter((name) =>
    name.split(",")[0]!.trim() === text
  );
  return others.length === 0 ? name : undefined;
}
