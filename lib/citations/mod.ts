export { citationsFor, wordsOf } from "./citations.ts";
