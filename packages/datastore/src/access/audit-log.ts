import type { Clock } from "@signalbox/clock";
import type { ClientCertificate } from "@signalbox/http-server";
import type { LogEvent, Logger } from "@signalbox/telemetry";
import type { Scope } from "../api/caller.js";
import * as events from "../log-events.js";
import type { AccessRefusal } from "./judge-caller.js";

const ALLOWED_INTERVAL_MS = 60_000;
/** Callers with lines of their own; those beyond share one for each kind of line. */
const MAX_CALLERS = 1_000;

/** Who asked; nothing more of a certificate is ever logged. */
export interface AuditSubject {
  readonly urn: string | undefined;
  readonly certificate: Pick<ClientCertificate, "serialNumber" | "fingerprint256"> | undefined;
  readonly remoteAddress: string;
}

type Line = (subject: AuditSubject, requests: number) => LogEvent;

interface Tally {
  readonly subject: AuditSubject;
  readonly line: Line;
  readonly intervalMs: number;
  saidAtMs: number;
  unsaid: number;
}

const OTHERS: AuditSubject = { urn: undefined, certificate: undefined, remoteAddress: "(others)" };

/** Decisions as log lines: the first of a kind for a caller at once, those that follow within the interval as one line with their count. */
export class AuditLog {
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #refusalIntervalMs: number;
  readonly #tallies = new Map<string, Tally>();

  constructor(options: {
    readonly clock: Clock;
    readonly log: Logger;
    /** Least time between two lines about refusals of one caller for one reason. */
    readonly refusalIntervalMs: number;
  }) {
    this.#clock = options.clock;
    this.#log = options.log;
    this.#refusalIntervalMs = options.refusalIntervalMs;
  }

  allowed(subject: AuditSubject, scope: Scope | "none"): void {
    const line: Line = (who, requests) => events.allowed(who, scope, requests);
    this.#note(`+${scope}`, subject, line, ALLOWED_INTERVAL_MS);
  }

  refused(subject: AuditSubject, reason: AccessRefusal, scope: Scope | "none"): void {
    const line: Line = (who, requests) => events.refused(who, reason, scope, requests);
    this.#note(`-${reason}`, subject, line, this.#refusalIntervalMs);
  }

  /** Says what is due; to be called now and then. */
  sweep(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const [key, tally] of this.#tallies) {
      if (nowMs - tally.saidAtMs < tally.intervalMs) continue;
      if (tally.unsaid > 0) this.#say(tally);
      else this.#tallies.delete(key);
    }
  }

  /** Says all that is not said yet. */
  close(): void {
    for (const tally of this.#tallies.values()) if (tally.unsaid > 0) this.#say(tally);
    this.#tallies.clear();
  }

  #note(kind: string, subject: AuditSubject, line: Line, intervalMs: number): void {
    const tally = this.#tallyOf(kind, subject, line, intervalMs);
    tally.unsaid += 1;
    if (this.#clock.monotonicMs() - tally.saidAtMs >= intervalMs) this.#say(tally);
  }

  #tallyOf(kind: string, subject: AuditSubject, line: Line, intervalMs: number): Tally {
    const { certificate, urn = "", remoteAddress } = subject;
    const own = `${kind} ${certificate?.fingerprint256 ?? remoteAddress} ${urn}`;
    const hasOwn = this.#tallies.has(own) || this.#tallies.size < MAX_CALLERS;
    const key = hasOwn ? own : kind;
    const known = this.#tallies.get(key);
    if (known) return known;
    const who = hasOwn ? subject : OTHERS;
    const tally = { subject: who, line, intervalMs, saidAtMs: -Infinity, unsaid: 0 };
    this.#tallies.set(key, tally);
    return tally;
  }

  #say(tally: Tally): void {
    const { unsaid } = tally;
    tally.saidAtMs = this.#clock.monotonicMs();
    tally.unsaid = 0;
    this.#log.log(tally.line(tally.subject, unsaid));
  }
}
