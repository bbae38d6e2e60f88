import type { Connection } from "@signalbox/http-server";
import type { ApiAnswer } from "../api/api-request.js";
import type { Caller, Scope } from "../api/caller.js";
import type { AccessLists } from "../access/access-lists.js";
import type { AuditLog } from "../access/audit-log.js";
import { judgeCaller, type AccessRefusal } from "../access/judge-caller.js";
import { refusalAnswer } from "../access/refusal-answer.js";

export interface GateOptions {
  readonly lists: AccessLists;
  /** Absent: decisions are counted, not logged. */
  readonly audit?: AuditLog | undefined;
  readonly onRefused: (reason: AccessRefusal) => void;
}

/** What a request wants, as far as the gate cares. */
export interface Wanted {
  readonly scope: Scope | "none";
  readonly accept: string | undefined;
  /** Path that an error object repeats. */
  readonly originUrl: string;
}

export type Passage =
  { readonly caller: Caller } | { readonly caller?: never; readonly refusal: ApiAnswer };

/** Asked about every request, so that the end of a certificate or of a listing counts at once, also on a connection that is open. */
export class Gate {
  readonly #options: GateOptions;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  pass(connection: Connection, { scope, accept, originUrl }: Wanted): Passage {
    const { lists, audit } = this.#options;
    const certificate = connection.clientCertificate();
    const verdict = judgeCaller(certificate, lists.current);
    const { remoteAddress } = connection;
    const refuse = (reason: AccessRefusal, urn: string | undefined): Passage => {
      this.#options.onRefused(reason);
      audit?.refused({ urn, certificate, remoteAddress }, reason, scope);
      return { refusal: refusalAnswer(reason, accept, originUrl) };
    };
    if (!verdict.admitted) return refuse(verdict.reason, verdict.urn);
    const { caller } = verdict;
    if (scope !== "none" && !caller.mayUse(scope)) return refuse("scope", caller.urn);
    audit?.allowed({ urn: caller.urn, certificate, remoteAddress }, scope);
    return { caller };
  }
}
