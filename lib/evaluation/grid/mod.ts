/**
 * Methods side by side.
 *
 * @module
 */
export {
  compareMethods,
  type CompareMethodsOptions,
} from "./compare_methods.ts";
export { MethodMaps } from "./method_maps.ts";
