/**
 * What options must be, checked at the door of every public function.
 *
 * @module
 */
export {
  checkOptions,
  checkValue,
  isRecord,
  type OptionRequirements,
} from "./check_options.ts";
export { describeValue } from "./describe_value.ts";
export { nearNames } from "./near_names.ts";
export {
  abortSignal,
  callback,
  checkedLater,
  either,
  finite,
  flag,
  integer,
  listOf,
  nonNegative,
  nonNegativeInteger,
  number,
  oneOf,
  positive,
  positiveInteger,
  type Requirement,
  text,
  within,
} from "./requirements.ts";
