import type { Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import type { HookResult, OutgoingRequest, ResponseChange } from "@signalbox/lua-health";
import {
  seededDraws,
  translateRequest,
  type ContentRequest,
  type HostDecision,
} from "@signalbox/routing";
import type { Logger } from "@signalbox/telemetry";
import type { RouterCore } from "../core/router-core.js";
import type { RouterState } from "../core/router-state.js";
import * as events from "../log-events.js";
import { NO_HOST_ANSWER, redirect, type Answer } from "./answer.js";
import type { ContentCounts } from "./content-counts.js";
import { decideFully } from "./decide-request.js";
import { changedAnswer } from "./changed-answer.js";

const MS_PER_SECOND = 1000;

/** Asks a host of a `redirecting` or `dns` group where a client is to go. */
export type AskHost = (asked: {
  readonly state: RouterState;
  readonly decision: HostDecision;
  readonly request: ContentRequest;
  readonly connectMs: number;
  readonly responseMs: number;
}) => Promise<{ readonly status: number; readonly location: string }>;

export interface SlowRoutingOptions {
  readonly core: RouterCore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly counts: ContentCounts;
  readonly askHost: AskHost;
  /** Sends what a hook wants sent, if it may be; never rejects. */
  readonly sendOutgoing: (outgoing: OutgoingRequest, request: ContentRequest) => Promise<void>;
}

/** Requests that wait: for hooks, for conditions only the Lua worker can tell, for hosts that have to be asked. */
export class SlowRouting {
  readonly #options: SlowRoutingOptions;

  constructor(options: SlowRoutingOptions) {
    this.#options = options;
  }

  /** @param seed what the request's random numbers are made from */
  async answer(asked: ContentRequest, seed: number): Promise<Answer> {
    const { core } = this.#options;
    const { state } = core;
    const request = await this.#translated(asked, state);
    if (state.hasSessionHook) await this.#session(request, state);
    core.popularity.record(request);
    const answer = await this.#route(request, state, seed);
    return state.hasResponseHook ? this.#response(answer, request, state) : answer;
  }

  async #route(request: ContentRequest, state: RouterState, seed: number): Promise<Answer> {
    const { core, counts } = this.#options;
    const { requestAttempts } = state.configuration.file.tuning.target;
    const tried = new Set<number>();
    for (let attempt = 1; attempt <= requestAttempts; attempt++) {
      const decision = await decideFully({
        state,
        request,
        random: seededDraws(seed),
        popularity: core.popularity,
        tried,
      });
      if (decision.kind !== "host") break;
      const answer = await this.#answerOf(decision, { request, state, attempt });
      if (answer) {
        this.#count(decision, state);
        return answer;
      }
      tried.add(decision.host.index);
    }
    counts.unhandled++;
    return NO_HOST_ANSWER;
  }

  /** @returns undefined when the host could not say where to go */
  async #answerOf(
    decision: HostDecision,
    { request, state, attempt }: { request: ContentRequest; state: RouterState; attempt: number },
  ): Promise<Answer | undefined> {
    const { host } = decision;
    if (host.group.type === "host") {
      const origin = state.configuration.origins[host.index];
      return origin && redirect(302, request.locationAt(origin));
    }
    const { target } = state.configuration.file.tuning;
    const [connect, response] =
      attempt === 1
        ? [target.connectTimeoutSeconds, target.responseTimeoutSeconds]
        : [target.retryConnectTimeoutSeconds, target.retryResponseTimeoutSeconds];
    try {
      const { status, location } = await this.#options.askHost({
        state,
        decision,
        request,
        connectMs: connect * MS_PER_SECOND,
        responseMs: response * MS_PER_SECOND,
      });
      return redirect(status, location);
    } catch (error) {
      this.#options.counts.upstreamFailures++;
      this.#options.log.log(events.upstreamFailed(host.name, AppError.from(error).message));
      return undefined;
    }
  }

  /** A decision of a configuration that has gone is not counted: its nodes may mean something else now. */
  #count(decision: HostDecision, state: RouterState): void {
    const { core, counts } = this.#options;
    counts.redirects++;
    if (core.state !== state) return;
    core.visits.count(decision);
    core.engine.noteRedirect(decision.host.index);
  }

  async #translated(request: ContentRequest, state: RouterState): Promise<ContentRequest> {
    if (!state.hasRequestHook) return request;
    const result = await state.program.runHook("request", request, {
      QueryParameters: request.queryParameters(),
      Headers: request.headerPairs(),
    });
    await this.#outgoing(result, request);
    if (!result.request) return request;
    try {
      return translateRequest(request, result.request);
    } catch (error) {
      const { message } = AppError.from(error);
      this.#options.log.log(events.note("error", "translation_failed", message));
      return request;
    }
  }

  async #session(request: ContentRequest, state: RouterState): Promise<void> {
    const result = await state.program.runHook("session", request, { Type: "initial" });
    await this.#outgoing(result, request);
    if (result.sessionType === "instream") {
      const message =
        "The session hook asked for an instream session, which this version does not have.";
      this.#options.log.log(events.note("warning", "instream_ignored", message));
    }
  }

  async #response(answer: Answer, request: ContentRequest, state: RouterState): Promise<Answer> {
    const result = await state.program.runHook("response", request, {
      Code: answer.status,
      Body: answer.body,
      Headers: pairs(answer.headers),
    });
    await this.#outgoing(result, request);
    return result.response ? this.#changed(answer, result.response) : answer;
  }

  #changed(answer: Answer, change: ResponseChange): Answer {
    const verdict = changedAnswer(answer, change);
    if ("answer" in verdict) return verdict.answer;
    this.#options.log.log(events.note("error", "translation_failed", verdict.problem));
    return answer;
  }

  async #outgoing({ outgoing }: HookResult, request: ContentRequest): Promise<void> {
    if (outgoing) await this.#options.sendOutgoing(outgoing, request);
  }
}

function pairs(flat: readonly string[]): [string, string][] {
  const list: [string, string][] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) list.push([flat[i] ?? "", flat[i + 1] ?? ""]);
  return list;
}
