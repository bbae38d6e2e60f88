import type { LockTarget } from "@signalbox/cache-core";
import type { AppError } from "@signalbox/errors";
import type { Logger } from "@signalbox/telemetry";
import type { ReadResult } from "./cache-engine.js";
import { callFailed, callTraced, listingTraced } from "./log-events.js";

/** Traces each call of the API when the service runs with `-d`; values are never printed. */
export class Tracer {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  read(target: LockTarget, result: ReadResult): void {
    if (this.#log.isDebug) this.called("/get_data", target, describeRead(result));
  }

  set(target: LockTarget, isStored: boolean): void {
    if (this.#log.isDebug) this.called("/set_data", target, isStored ? "stored" : "superseded");
  }

  called(path: string, target: LockTarget, outcome: string): void {
    if (this.#log.isDebug) this.#log.log(callTraced(path, target, outcome));
  }

  listed(path: string, outcome: string): void {
    if (this.#log.isDebug) this.#log.log(listingTraced(path, outcome));
  }

  failed(path: string, error: AppError): void {
    if (this.#log.isDebug) this.#log.log(callFailed(path, error));
  }
}

function describeRead(result: ReadResult): string {
  if (result === undefined) return "waiting";
  if (result.kind === "answer") return result.answer.kind;
  return result.isStale ? `${result.kind}, stale` : result.kind;
}
