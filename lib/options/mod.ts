/**
 * What options must be, checked at the door of every public function.
 *
 * @module
 */
export {
  checkIndex,
  checkNamed,
  checkOptions,
  checkValue,
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
  fits,
  flag,
  integer,
  isRecord,
  listOf,
  nonNegative,
  nonNegativeInteger,
  number,
  numbers,
  objectOf,
  objectWith,
  oneOf,
  positive,
  positiveInteger,
  recordOf,
  type Requirement,
  text,
  within,
} from "./requirements.ts";
