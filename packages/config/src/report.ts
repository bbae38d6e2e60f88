import { AppError, oneLine } from "@signalbox/errors";
import { ConfigError } from "./config-error.js";

/** Most problems listed in one error. */
const MAX_PROBLEMS = 100;

/** Collects problems instead of stopping at the first. */
export class Report {
  readonly problems: string[] = [];
  readonly warnings: string[] = [];

  /** Runs one step; its refusal becomes a problem that starts with `source`. */
  attempt(source: string, step: () => void): void {
    try {
      step();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.add(source, error.message);
    }
  }

  add(source: string, text: string): void {
    this.problems.push(oneLine(source === "" ? text : `${source}: ${text}`));
  }

  throwIfAny(service: string): void {
    if (this.problems.length === 0) return;
    const more = this.problems.length - MAX_PROBLEMS;
    const listed = this.problems.slice(0, MAX_PROBLEMS);
    throw new ConfigError(service, more > 0 ? [...listed, `and ${more} more`] : listed);
  }
}
