import {
  asTarget,
  type ExplainedTarget,
  type Target,
  type TargetInput,
} from "../propagation/mod.ts";

/**
 * The target about the classes that were explained, so that changed images are
 * asked about the same ones. A function of the output stays as it is.
 */
export function fixedTarget(
  target: TargetInput,
  { classes }: ExplainedTarget,
): Target {
  const before = asTarget(target);
  return before.custom ? before : { ...before, classes };
}
