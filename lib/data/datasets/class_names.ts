import type { Requirement } from "../../options/mod.ts";

/** What the names of classes must be: of two of one name, neither could be meant. */
export const CLASS_NAMES: Requirement = {
  expected: "a list of names, not empty, none of them twice",
  isType: (value) =>
    Array.isArray(value) && value.every((name) => typeof name === "string"),
  isValue: (names: readonly string[]) =>
    names.length > 0 && new Set(names).size === names.length,
};
