import type { Problem } from "../address/problem.js";

const MAX_LISTED = 1_000;

/** Collects what is wrong with a configuration (nothing may be applied) and what is merely odd. Both lists are bounded. */
export class ProblemList {
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];

  problem(path: string, message: string): void {
    if (this.problems.length < MAX_LISTED) this.problems.push({ path, message });
  }

  warning(path: string, message: string): void {
    if (this.warnings.length < MAX_LISTED) this.warnings.push({ path, message });
  }
}
