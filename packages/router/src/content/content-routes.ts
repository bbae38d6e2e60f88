import type { Clock } from "@signalbox/clock";
import type { Connection, HotReply, HotRoutes, RequestHead } from "@signalbox/http-server";
import {
  seededDraws,
  type ContentRequest,
  type HostDecision,
  type RequestVerdict,
} from "@signalbox/routing";
import type { Logger } from "@signalbox/telemetry";
import type { RouterCore } from "../core/router-core.js";
import type { RouterState } from "../core/router-state.js";
import * as events from "../log-events.js";
import type { DecisionLog } from "../telemetry/decision-log.js";
import { accessLine } from "./access-line.js";
import { NO_HOST_ANSWER, OVERLOADED, PREFLIGHT, redirect, refusal, type Answer } from "./answer.js";
import type { ContentCounts } from "./content-counts.js";
import { decideNow } from "./decide-request.js";
import type { SlowRouting } from "./slow-routing.js";

/** A body is of use to a request hook alone. */
const MAX_BODY_BYTES = 65_536;

export interface ContentRoutesOptions {
  readonly core: RouterCore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly counts: ContentCounts;
  /** Requests that have to wait for something. */
  readonly slow: SlowRouting;
  /** 0 <= x < 1, anew for each request. */
  readonly random: () => number;
  /** Most requests that wait at once. */
  readonly maxWaiting: number;
  /** Value of `X-Service-Identity`. */
  readonly serviceId: string;
  /** Told of each routed request, with the seed of its random numbers. */
  readonly decisions: Pick<DecisionLog, "note">;
  /** Told of each connection dropped because of its `X-Forwarded-For`. */
  readonly onDropped: (peer: string) => void;
}

/** The content listener: every request is answered here, most of them without waiting. Source: reference cdn-router 1. */
export class ContentRoutes implements HotRoutes {
  readonly maxBodyBytes = MAX_BODY_BYTES;
  readonly readsHead = true;
  readonly headers: readonly string[];
  readonly #options: ContentRoutesOptions;

  constructor(options: ContentRoutesOptions) {
    this.#options = options;
    this.headers = [
      "Access-Control-Allow-Origin",
      "*",
      "X-Service-Identity",
      options.serviceId,
      "Cache-Control",
      "no-store",
    ];
  }

  readonly claims = (): boolean => true;

  readonly handle = (
    method: string,
    target: string,
    body: Buffer,
    reply: HotReply,
    head: RequestHead,
  ): boolean => {
    const { state } = this.#options.core;
    const { connection } = reply;
    const verdict = state.reader.read({
      method,
      target,
      rawHeaders: head.raw(),
      peerAddress: connection.remoteAddress,
      isEncrypted: connection.encrypted,
      httpVersion: head.httpVersion,
      body: body.length === 0 ? undefined : body.toString(),
    });
    if (verdict.kind === "request") this.#serve(verdict.request, state, reply);
    else this.#turnAway(verdict, reply);
    return true;
  };

  #turnAway(verdict: Exclude<RequestVerdict, { kind: "request" }>, reply: HotReply): void {
    const { counts, onDropped } = this.#options;
    const { connection } = reply;
    counts.invalid[sideOf(connection)]++;
    if (verdict.kind === "drop") {
      counts.dropped++;
      reply.drop();
      onDropped(connection.remoteAddress);
      return;
    }
    const { status, reason, allow } = verdict;
    this.#send(reply, refusal(status, reason, allow));
  }

  #serve(request: ContentRequest, state: RouterState, reply: HotReply): void {
    const { counts } = this.#options;
    counts.valid[sideOf(reply.connection)]++;
    if (request.method === "OPTIONS" && !state.hasRequestHook) {
      this.#finish(request, reply, PREFLIGHT);
      return;
    }
    counts.requests++;
    if (state.hasRequestHook || state.hasSessionHook || state.hasResponseHook) {
      this.#wait(request, reply, this.#options.random());
    } else this.#route(request, state, reply);
  }

  #route(request: ContentRequest, state: RouterState, reply: HotReply): void {
    const { core, counts, random } = this.#options;
    const { popularity } = core;
    const seed = random();
    const decision = decideNow({ state, request, random: seededDraws(seed), popularity });
    if (decision.kind === "none") {
      counts.unhandled++;
      popularity.record(request);
      this.#finish(request, reply, NO_HOST_ANSWER, seed);
    } else if (decision.kind === "host" && decision.host.group.type === "host") {
      popularity.record(request);
      this.#finish(request, reply, this.#redirectTo(decision, request, state), seed);
    } else this.#wait(request, reply, seed);
  }

  #redirectTo(decision: HostDecision, request: ContentRequest, state: RouterState): Answer {
    const { core, counts } = this.#options;
    const { index } = decision.host;
    const origin = state.configuration.origins[index];
    if (!origin) return NO_HOST_ANSWER;
    counts.redirects++;
    core.visits.count(decision);
    core.engine.noteRedirect(index);
    return redirect(302, request.locationAt(origin));
  }

  #wait(request: ContentRequest, reply: HotReply, seed: number): void {
    const { counts, maxWaiting, slow } = this.#options;
    if (counts.waiting >= maxWaiting) {
      counts.overloaded++;
      this.#finish(request, reply, OVERLOADED);
      return;
    }
    counts.waiting++;
    slow.answer(request, seed).then(
      (answer) => {
        counts.waiting--;
        this.#finish(request, reply, answer, seed);
      },
      (error: unknown) => {
        counts.waiting--;
        counts.answered(500);
        reply.fail(error);
      },
    );
  }

  #finish(request: ContentRequest, reply: HotReply, answer: Answer, seed?: number): void {
    const { core, log, clock, decisions } = this.#options;
    if (seed !== undefined) decisions.note(request, seed, answer);
    if (core.configuration.file.tuning.general.accessLog) {
      log.log(events.accessed(accessLine(request, answer.status, clock.wallMs())));
    }
    this.#send(reply, answer, request.method === "HEAD");
  }

  #send(reply: HotReply, answer: Answer, isHead = false): void {
    const { status, body, contentType, headers } = answer;
    this.#options.counts.answered(status);
    reply.send(status, isHead ? "" : body, contentType, headers);
  }
}

const sideOf = ({ encrypted }: Connection): "plain" | "tls" => (encrypted ? "tls" : "plain");
