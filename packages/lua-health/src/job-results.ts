import type { JobResult, RunProblem } from "./messages.js";

export const HELD: RunProblem = {
  kind: "barred",
  text: "it passed its limit a moment ago and is not run again yet",
};

/** The result of a job that was not run. */
export function failedResult(problem: RunProblem): JobResult {
  const nothing = { keys: [], lines: [], droppedLines: 0 };
  return { type: "error", problem, isVolatile: true, isReadingAll: false, ...nothing };
}
