import type { Clock } from "@signalbox/clock";
import { FailureLog } from "./failure-log.js";
import type { JobResult, RunProblem } from "./messages.js";
import type { BoundedLog } from "./lua-log.js";
import type { LuaObserver } from "./observer.js";

const MAX_ONCE = 10_000;
/** Said once per script: it is a mistake in the rule, not in the moment. */
const ONCE = /no host is selected here/;

/** Tells the log and the observer how evaluations went. */
export class Reporter {
  readonly #failures: FailureLog;
  readonly #log: BoundedLog;
  readonly #observer: LuaObserver;
  readonly #said = new Set<string>();

  constructor(clock: Clock, log: BoundedLog, observer: LuaObserver) {
    this.#failures = new FailureLog(clock);
    this.#log = log;
    this.#observer = observer;
  }

  /** An evaluation that failed: counted, and logged as an error unless it was a moment ago. */
  failed(source: string, problem: RunProblem): void {
    this.#observer.onError?.(problem.kind);
    const line = this.#failures.line(source, problem);
    if (line !== undefined) this.#log.write("error", source, line);
  }

  /** A new program: what fails in it is told, whatever failed before. */
  forget(): void {
    this.#failures.forget();
  }

  /** A result that counts as 0 by the truth table and should not: logged, not counted. */
  odd(source: string, text: string): void {
    this.#log.write("error", source, text);
  }

  warn(source: string, text: string): void {
    this.line("warning", source, text);
  }

  line(level: string, source: string, text: string): void {
    if (ONCE.test(text) && !this.#isFirst(`${source}\n${text}`)) return;
    this.#log.write(level, source, text);
  }

  /** What a script said while it ran in the worker. */
  lines(source: string, { lines, droppedLines }: Pick<JobResult, "lines" | "droppedLines">): void {
    for (const { level, text } of lines) this.line(level, source, text);
    this.#log.drop(source, droppedLines);
  }

  #isFirst(text: string): boolean {
    if (this.#said.has(text)) return false;
    if (this.#said.size >= MAX_ONCE) this.#said.clear();
    this.#said.add(text);
    return true;
  }
}
