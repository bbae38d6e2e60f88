export { mmdbFile, type MmdbFile, type MmdbValue } from "./mmdb-writer.js";
export { naiveOutcomes, type NaiveWorld } from "./naive-evaluator.js";
export { naiveHash } from "./naive-hash.js";
export type { Outcomes } from "./outcomes.js";
