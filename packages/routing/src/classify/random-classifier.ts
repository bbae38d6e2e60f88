import { hash } from "node:crypto";
import type { CompileClassifier } from "./classifier.js";

/** 13 hexadecimal digits are 52 bits: as much of the hash as fits a number below 1 exactly. */
const DIGITS = 13;
const RANGE = 2 ** 52;

/**
 * Matches a share of the sessions: the same session always gets the same answer, and classifiers of different names choose
 * independently (cdn-router 4.3). No state, so every router agrees.
 */
export const random: CompileClassifier = (fields, { name }) => {
  const probability = fields.number("probability", 0.5);
  if (!(probability >= 0 && probability <= 1)) {
    fields.problem("probability", `${probability} is not from 0 to 1`);
  }
  return ({ request }) => shareOf(request.sessionId, name) < probability;
};

/** From 0 to just below 1, evenly spread over sessions. */
function shareOf(sessionId: string, name: string): number {
  const digest = hash("sha256", `${sessionId}\0${name}`, "hex");
  return parseInt(digest.slice(0, DIGITS), 16) / RANGE;
}
