import type { Clock } from "@signalbox/clock";
import { plainErrorForm, type ErrorForm } from "./error-form.js";
import type { HttpLog, HttpObserver, RefusalReason, RouteClass } from "./observer.js";
import { toAppError } from "./refusal.js";

/** Counting, logging and the form of errors of one server, in one place for both transports. */
export class ServerHooks {
  /** Set when the server begins to close. */
  isDraining = false;
  readonly clock: Clock;
  readonly errorReply: ErrorForm;
  readonly #name: string;
  readonly #observer: HttpObserver | undefined;
  readonly #log: HttpLog | undefined;

  constructor(options: {
    name: string;
    clock: Clock;
    observer: HttpObserver | undefined;
    log: HttpLog | undefined;
    errorForm: ErrorForm | undefined;
  }) {
    this.clock = options.clock;
    this.#name = options.name;
    this.#observer = options.observer;
    this.#log = options.log;
    this.errorReply = options.errorForm ?? plainErrorForm;
  }

  /** Start of a request; 0 when nobody wants to know its duration. */
  startMs(): number {
    return this.#observer?.onRequest ? this.clock.monotonicMs() : 0;
  }

  answered(routeClass: RouteClass, status: number, startedMs: number): void {
    const observer = this.#observer;
    if (!observer?.onRequest) return;
    observer.onRequest(routeClass, status, (this.clock.monotonicMs() - startedMs) / 1000);
  }

  refused(reason: RefusalReason): void {
    this.#observer?.onRefused?.(reason);
  }

  /** Logs what must not be sent: the cause of a failure of our own. A client's mistake is only counted. */
  failed(reason: unknown): void {
    const error = toAppError(reason);
    if (error.status < 500) return;
    this.#log?.({
      level: error.code === "internal" ? "error" : "warning",
      event: "http_request_failed",
      message: `${error.code}: ${error.message}`,
      fields: { server: this.#name, code: error.code, cause: causeText(error) },
    });
  }

  note(level: "error" | "warning" | "notice" | "info", event: string, message: string): void {
    this.#log?.({ level, event, message, fields: { server: this.#name } });
  }
}

function causeText(error: Error): string {
  const { cause } = error;
  if (cause instanceof Error) return cause.stack ?? cause.message;
  return typeof cause === "string" ? cause : "";
}
