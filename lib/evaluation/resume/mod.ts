/**
 * Long jobs that go on where they were interrupted.
 *
 * @module
 */
export {
  fingerprint,
  imagesFingerprint,
  modelFingerprint,
} from "./fingerprint.ts";
export { type Unit, UnitStore } from "./unit_store.ts";
