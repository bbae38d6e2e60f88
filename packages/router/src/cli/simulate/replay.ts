import {
  seededDraws,
  type ContentRequest,
  type Decision,
  type RawRequest,
} from "@signalbox/routing";
import { decideFully, decideNow, type Deciding } from "../../content/decide-request.js";
import type { RouterCore } from "../../core/router-core.js";
import type { Load } from "./load.js";
import { SpreadCounter, type Spread } from "./spread.js";

/** Sends a load through a router's decisions, one request after the other, as its content listener would. */
export async function replay(core: RouterCore, load: Load, seed: number): Promise<Spread> {
  const replayed = new Replay(core, seed);
  for await (const raw of load) {
    // Awaited only when there is something to wait for: most requests need no turn of the event loop.
    const waiting = replayed.take(raw);
    if (waiting) await waiting;
  }
  await replayed.flush();
  return replayed.counter.result();
}

/** Behind every number a generated load draws. */
const FAR_DRAW = 2 ** 32 - 2;
/** Asked of the worker at once, which is much quicker than one by one. */
const MAX_WAITING = 64;

class Replay {
  readonly counter: SpreadCounter;
  readonly #core: RouterCore;
  readonly #seeds: (draw: number) => number;
  /** Requests that wait for the Lua worker, and those behind them: in the order of the load, so that a run can be repeated. */
  readonly #waiting: Deciding[] = [];
  #taken = 0;

  constructor(core: RouterCore, seed: number) {
    this.#core = core;
    // Other numbers than those a generated load is made from, which would tie the choice of host to the content.
    this.#seeds = seededDraws(seededDraws(seed)(FAR_DRAW));
    this.counter = new SpreadCounter(core.configuration.plan);
  }

  take(raw: RawRequest | undefined): Promise<void> | undefined {
    if (raw === undefined) {
      this.counter.countOther("unreadable");
      return undefined;
    }
    const { reader, hasRequestHook } = this.#core.state;
    const verdict = reader.read(raw);
    if (verdict.kind !== "request") {
      this.counter.countOther(verdict.kind === "drop" ? "dropped" : "refused");
    } else if (raw.method === "OPTIONS" && !hasRequestHook) this.counter.countOther("not_routed");
    else return this.#route(verdict.request);
    return undefined;
  }

  /** Ends what waits for the Lua worker; to be called at the end too. */
  async flush(): Promise<void> {
    const waiting = this.#waiting.splice(0);
    const decisions = await Promise.all(waiting.map(decideFully));
    for (const [at, { request }] of waiting.entries()) this.#note(decisions[at], request);
  }

  #route(request: ContentRequest): Promise<void> | undefined {
    const { state, popularity } = this.#core;
    const random = seededDraws(this.#seeds(this.#taken++));
    const deciding = { state, request, random, popularity };
    if (this.#waiting.length === 0) {
      const decision = decideNow(deciding);
      if (decision.kind !== "pending") {
        this.#note(decision, request);
        return undefined;
      }
    }
    this.#waiting.push(deciding);
    return this.#waiting.length < MAX_WAITING ? undefined : this.flush();
  }

  #note(decision: Decision | undefined, request: ContentRequest): void {
    if (decision?.kind === "host") {
      this.counter.count(decision);
      this.#core.engine.noteRedirect(decision.host.index);
    } else this.counter.countOther("no_host");
    this.#core.popularity.record(request);
  }
}
